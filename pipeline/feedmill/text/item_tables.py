"""
What in a URL says nothing about the item: tables of names, and nothing that reads them.

They go further than the tracker table that ids rest on, as nothing hangs on them but a question
that title, text or owner must answer. A line may be added at any time: what was stored is made
anew by `renormalise` under another cleaner version.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

__all__ = [
    "CHANNELS",
    "CHANNEL_NAMES",
    "CHANNEL_WORDS",
    "DRESSED",
    "FLAGS",
    "FLAG_NAMES",
    "HOSTS",
    "HOST_NAME",
    "MODES",
    "NO_PAGE_IDS",
    "OPAQUE",
    "PREFIXES",
    "REFERRERS",
    "SENDERS",
    "SENDING_PATHS",
    "SESSIONS",
    "SUNDRY",
    "TELLING",
    "Sender",
]


class Sender(NamedTuple):
    """Hosts (their sub-domains with them) that send the reader on to the URL in a parameter."""

    host: str
    parameters: tuple[str, ...]
    #: What the path must begin with.
    path: str = "/"


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: Addresses that hold the one they lead to: what each service documents, or shows in every link.
SENDERS: Final = (
    Sender("safelinks.protection.outlook.com", ("url",)),  # learn.microsoft.com, Safe Links
    Sender("statics.teams.cdn.office.net", ("url",), "/evergreen-assets/safelinks/"),
    Sender("linkprotect.cudasvc.com", ("a",), "/url"),  # Barracuda link protection
    Sender("news.google.com", ("url",), "/news/url"),
    Sender("duckduckgo.com", ("uddg",), "/l/"),
    Sender("linkedin.com", ("url",), "/redir/"),
    Sender("getpocket.com", ("url",), "/redirect"),
    Sender("flipboard.com", ("url",), "/redirect"),
    Sender("vk.com", ("to",), "/away.php"),
    Sender("ok.ru", ("st.link",), "/dk"),
    Sender("exit.sc", ("url",)),
    Sender("disq.us", ("url",), "/url"),
    Sender("link.zhihu.com", ("target",)),
    Sender("jianshu.com", ("url",), "/go-wild"),
    Sender("link.juejin.cn", ("target",)),
    Sender("go.redirectingat.com", ("url",)),  # Skimlinks
    Sender("go.skimresources.com", ("url",)),
    Sender("redirect.viglink.com", ("u",)),
    Sender("click.linksynergy.com", ("murl",)),  # Rakuten deep links
    Sender("awin1.com", ("ued", "p")),
    Sender("shareasale.com", ("urllink",)),
    Sender("l.messenger.com", ("u",)),
    Sender("facebook.com", ("u",), "/l.php"),
    Sender("l.threads.com", ("u",)),
    Sender("l.threads.net", ("u",)),
    Sender("l.wl.co", ("u",)),
    Sender("mail.google.com", ("q",), "/url"),
    Sender("plus.url.google.com", ("q",), "/url"),
    Sender("deviantart.com", ("url",), "/users/outgoing"),
    Sender("weibo.cn", ("u",), "/sinaurl"),
    Sender("douban.com", ("url",), "/link2"),
)
#: Last part of paths that do nothing but send the reader on, on any host, to another host.
SENDING_PATHS: Final = frozenset(
    f"{name}{suffix}"
    for name in ("away", "exit", "goto", "leave", "out", "outbound", "redir", "redirect", "redirector")
    for suffix in ("", ".php", ".asp", ".aspx", ".html")
)
#: Hosts that answer with a redirect whose goal only they know.
OPAQUE: Final = frozenset(
    {
        "bit.ly",
        "buff.ly",
        "dlvr.it",
        "fb.me",
        "goo.gl",
        "ift.tt",
        "is.gd",
        "j.mp",
        "lnkd.in",
        "ow.ly",
        "rss.feedsportal.com",
        "t.co",
        "tinyurl.com",
        "trib.al",
    }
)
#: One site under two names.
HOSTS: Final = {
    "bbc.co.uk": "bbc.com",
    "dx.doi.org": "doi.org",  # doi.org, "DOI resolution": dx. is the older name of the same resolver
    "edition.cnn.com": "cnn.com",
    "mbasic.facebook.com": "facebook.com",
    "web.facebook.com": "facebook.com",
    "feedproxy.google.com": "feeds.feedburner.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "old.reddit.com": "reddit.com",
    "telegram.me": "t.me",
    "twitter.com": "x.com",
    "youtube-nocookie.com": "youtube.com",
}
#: First labels of hosts that show the same pages in another dress.
DRESSED: Final = r"www[0-9]{0,2}|m|mobile|mobil|mobi|amp|touch|wap|lite|print"

#: Beginnings of names that no page is told by.
PREFIXES: Final = (
    "__cft__",  # facebook.com
    "__xts__",
    "_branch_",  # branch.io
    "_sgm_",  # Segmentify
    "adjust_",  # Adjust, help.adjust.com
    "algo_",  # aliexpress.com
    "amp_",  # parameters of AMP viewers (amp.dev, "AMP viewer")
    "at_",  # Piano (AT Internet) campaigns, support.piano.io
    "bsft_",  # Blueshift e-mail
    "cm_mmc",  # Coremetrics
    "cx_",  # Cxense
    "dpg_",  # DPG Media
    "elq",  # Oracle Eloqua: elqTrackId, elqaid, elqat …
    "fb_",
    "ga_",
    "gad_",
    "guce_",
    "hmb_",
    "ir_",  # Impact
    "itm_",
    "matomo_",
    "mindbox-",  # Mindbox e-mail
    "mtm-",
    "ns_",  # comScore: ns_mchannel, ns_source, ns_campaign, ns_linkname, ns_fee
    "pd_rd_",  # amazon.*
    "pf_rd_",
    "piwik_",
    "relatedposts_",  # Jetpack
    "sc_",  # Adobe Analytics, by custom: sc_campaign, sc_channel …
    "trk_",  # Listrak
    "utm-",
    "wt_",
    "wt.",
    "xtor",
)
#: Names that no page is told by, whatever their value.
SUNDRY: Final = _words(
    # Advertisements and affiliates: ids of a click.
    "adfrom adgroupid admitad_uid aff_id affid affiliate_id afftrack awc cjevent click_id clickid dicbo",
    "ebisadid ef_id erid gdffi gdfms gdftrk gps_adid irclickid irgwc mkcid mkevt mkrid mkwid obclid",
    "oborigurl pcrid qclid rb_clickid s_kwcid sccid sscid tblci tduid yadclid ymclid zanpid",
    # E-mail: ids of a mailing and of its reader.
    "__io_lv __s _bta_c _bta_tid _clde _cldee _io_session_id _ke _kx adobe_mc ck_subscriber_id dm_i",
    "dm_t emci emdi et_cid et_rid hss_channel ml_subscriber ml_subscriber_hash mscrmemailid nl_key",
    "nr_email_referer redirect_log_mongo_id redirect_mongo_id s_cid sb_referer_host spjobid spmailingid",
    "spreportid spuserid vgo_ee",
    # Sharing: who passed the link on, and where.
    "__source __tn__ _ft_ _rdc _rdr _unique_id action_object_map action_ref_map action_type_map eref",
    "fref fromref ftcamp hc_location hc_ref leadsource mibextid rdid ref_ ref_src ref_url",
    "referringsource refid reflink refsrc sara_ref share_id shareid sharetoken sharetype smid smtyp",
    "soc_src soc_trk sr_share sref wprov xmt xt_blog",
    # Where on the site, in which feed or campaign the link stood.
    ".tsrc btsid cmpid cmpref echobox feedname feedtype ftag icid int_cid intcid intcmp internal_source",
    "itid itm_campaign itm_content itm_medium itm_source ito link_source lipi mod_source ncid ocid oref",
    "pgtype plink rss_source spm srnd tracking_id trackingid traffic_source trk trkid trkinfo tsrc",
    "wpisrc wpmm ws_ab_test wtrid xtcr xtloc xtnp xtref xts",
    # The way of showing: consent, caches, answers to comments (WordPress).
    "_guc_consent_skip _wpnonce ao_noptimize aoh cache_bust cachebuster cn-reloaded doing_wp_cron",
    "guccounter like_comment moderation-hash no-cache noamp nocache noredirect pagespeed",
    "replytocom showcomment",
    "unapproved usqp",
)
#: Names that may say where the reader came from: left out when their value is such a place.
CHANNEL_NAMES: Final = _words(
    "campaign channel cid cmp emc fr from ft mbid medium mod nl origin partner platform ref refer referer",
    "referral referrer sc sh share shared share_from source src st traffic via utm",
)
#: Channels that a value may be made of: "twitter", "rss-all", "newsletter_daily".
CHANNEL_WORDS: Final = _words(
    "applenews atom bluesky djem facebook feed feedburner feedly feeds flipboard googlenews",
    "hackernews hootsuite instagram linkedin mastodon newsletter newsletters reddit rss rss2 rssfeed rsslink",
    "sharebar socialflow synd telegram threads tiktok twitter viber vkontakte whatsapp",
)
#: Channels that are a value as a whole.
CHANNELS: Final = _words(
    "android app copylink email e-mail fb feed-item frontpage front_page hn home homepage hp ig ios",
    "jetpack li mail mobile news.google nl nouveau pocket print push share share_btn share_btn_tw sms",
    "social social_share syndication tw wa",
)
#: Names whose value may be a host that the reader came from: "?ref=example.org", as Ghost writes it.
REFERRERS: Final = frozenset({"ref", "refer", "referer", "referral", "referrer", "via"})
HOST_NAME: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")

#: Flags for a dress of the page, when their value only switches.
FLAG_NAMES: Final = _words(
    "_amp amp fromrss isamp isrss m mobile mobile_view nomobile printable printer_friendly",
    "printerfriendly printpage printview print_view print pf rss singlepage single_page viewall",
    "view_all wpamp",
)
#: Names of what an article is told by though its path names it already: its pages, languages, versions,
#: forms. Beside a path that names the article, no other parameter is heard.
TELLING: Final = _words(
    "a action article author branch cat category ch chapter clip cp cpage country d date day diff",
    "doc download",
    "edition ep episode feed file filter format from hl i issue item key l lang language lng loc locale",
    "m mode month msg n name no nr num number nummer o offset order output p page paged pageno pagenum",
    "pagina part pg pid post q query r region release rev revision s search season section seite series",
    "show slide slug sort start story t tab tag thread title to topic type v ver version view volume w",
    "week x y year z",
)
#: Names that end in "id" and are no number of the page.
NO_PAGE_IDS: Final = _words(
    "adgroup_id adgroupid adid campaign_id campaignid clickid contact_id contactid email_id emailid list_id",
    "listid mail_id mailid mailing_id mailingid msgid newsletter_id newsletterid recipient_id recipientid",
    "ref_id refid referrer_id referrerid sub_id subid subscriber_id subscriberid track_id trackid user_id",
    "instance_id regi_id segment_id userid visitor_id visitorid",
)
#: Values that only switch.
FLAGS: Final = frozenset({"", "0", "1", "true", "false", "yes", "no", "y", "n", "on", "off"})
#: Names with a value that together mean a dress of the page.
MODES: Final = frozenset(
    (name, value)
    for name in (
        "view", "mode", "output", "outputtype", "format", "version", "layout", "style", "display", "type",
        "action", "service", "template", "page", "alt", "variant", "app",
    )
    for value in ("amp", "print", "printable", "printer", "printview", "print-view", "mobile", "singlepage")
) | frozenset({("tmpl", "component"), ("page", "all"), ("pagewanted", "all"), ("pagewanted", "print"),
               ("nb", "1"), ("mobileaction", "toggle_view_mobile"), ("mobileaction", "toggle_view_desktop"),
               ("msg", "fail"), ("shared", "email")})  # fmt: skip
#: Names of session ids; the short ones only with a value that can be nothing else.
SESSIONS: Final = _words(
    "cfid cftoken jsessionid oscsid phpsessid session session_id sessionid sess sessid sid s zenid",
)
