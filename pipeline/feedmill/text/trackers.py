"""
What in a URL says nothing about the page: a table, and nothing that reads it.

Version 1 is frozen: ids of entries without a guid are made of match keys, so a line that is added,
taken away or changed here changes ids that subscribers hold. A later table needs a later number,
and ids keep asking version 1.
"""
# ruff: noqa: E501 - a table of one line for each parameter

from __future__ import annotations

from typing import NamedTuple

__all__ = ["TRACKERS", "TRACKERS_VERSION", "WRAPPERS", "Tracker", "Wrapper"]

TRACKERS_VERSION = 1


class Tracker(NamedTuple):
    """A query parameter to leave out: a lower-case name, or a prefix when it ends with "*"."""

    name: str
    #: Hosts on which it tracks, their sub-domains with them; empty = everywhere.
    hosts: tuple[str, ...]
    #: Who sets it, and where that is written.
    source: str


class Wrapper(NamedTuple):
    """An address whose only work is to send the reader on to the URL in one of its parameters."""

    #: As match keys spell it: without "www." and "m.".
    host: str
    #: What its path begins with.
    path: str
    parameters: tuple[str, ...]
    source: str


_EVERYWHERE: tuple[str, ...] = ()
_BBC = ("bbc.co.uk", "bbc.com")
_GUARDIAN = ("theguardian.com",)
_NYT = ("nytimes.com",)

TRACKERS: tuple[Tracker, ...] = (
    # Named so that nothing else can be meant: dropped on every host.
    Tracker("utm_*", _EVERYWHERE, "Google Analytics, support.google.com/analytics/answer/10917952"),
    Tracker("gclid", _EVERYWHERE, "Google Ads, support.google.com/google-ads/answer/9744275"),
    Tracker("gclsrc", _EVERYWHERE, "Google Ads, support.google.com/searchads/answer/7342044"),
    Tracker("dclid", _EVERYWHERE, "Google Campaign Manager 360, support.google.com/campaignmanager"),
    Tracker("gbraid", _EVERYWHERE, "Google Ads, support.google.com/google-ads/answer/10417364"),
    Tracker("wbraid", _EVERYWHERE, "Google Ads, support.google.com/google-ads/answer/10417364"),
    Tracker("gad_source", _EVERYWHERE, "Google Ads auto-tagging, support.google.com/google-ads/answer/9744275"),
    Tracker("srsltid", _EVERYWHERE, "Google Merchant Center auto-tagging, support.google.com/merchants"),
    Tracker("_ga", _EVERYWHERE, "Google Analytics cross-domain linker, developers.google.com/analytics"),
    Tracker("_gl", _EVERYWHERE, "Google Analytics cross-domain linker, support.google.com/analytics/answer/10071811"),
    Tracker("fbclid", _EVERYWHERE, "Facebook, developers.facebook.com/docs/marketing-api/conversions-api/parameters"),
    Tracker("fb_action_ids", _EVERYWHERE, "Facebook Open Graph stories, developers.facebook.com"),
    Tracker("fb_action_types", _EVERYWHERE, "Facebook Open Graph stories, developers.facebook.com"),
    Tracker("fb_source", _EVERYWHERE, "Facebook Open Graph stories, developers.facebook.com"),
    Tracker("fb_ref", _EVERYWHERE, "Facebook Open Graph stories, developers.facebook.com"),
    Tracker("igshid", _EVERYWHERE, "Instagram share links"),
    Tracker("igsh", _EVERYWHERE, "Instagram share links"),
    Tracker("msclkid", _EVERYWHERE, "Microsoft Advertising, help.ads.microsoft.com, auto-tagging"),
    Tracker("yclid", _EVERYWHERE, "Yandex Direct, yandex.com/support/direct, yclid tag"),
    Tracker("ysclid", _EVERYWHERE, "Yandex search results"),
    Tracker("_openstat", _EVERYWHERE, "OpenStat, used by Yandex Direct, yandex.com/support/direct"),
    Tracker("twclid", _EVERYWHERE, "X Ads, business.x.com, click id"),
    Tracker("__twitter_impression", _EVERYWHERE, "Twitter AMP links"),
    Tracker("ttclid", _EVERYWHERE, "TikTok Ads, ads.tiktok.com/help, TikTok click id"),
    Tracker("li_fat_id", _EVERYWHERE, "LinkedIn Ads, linkedin.com/help, first-party ad tracking"),
    Tracker("epik", _EVERYWHERE, "Pinterest, help.pinterest.com, click id"),
    Tracker("rdt_cid", _EVERYWHERE, "Reddit Ads, business.reddithelp.com, click id"),
    Tracker("sccid", _EVERYWHERE, "Snapchat Ads, businesshelp.snapchat.com, click id"),
    Tracker("mc_cid", _EVERYWHERE, "Mailchimp, mailchimp.com/help, campaign id"),
    Tracker("mc_eid", _EVERYWHERE, "Mailchimp, mailchimp.com/help, subscriber id"),
    Tracker("mkt_tok", _EVERYWHERE, "Adobe Marketo, experienceleague.adobe.com, mkt_tok"),
    Tracker("_hsenc", _EVERYWHERE, "HubSpot, knowledge.hubspot.com, e-mail tracking"),
    Tracker("_hsmi", _EVERYWHERE, "HubSpot, knowledge.hubspot.com, e-mail tracking"),
    Tracker("__hssc", _EVERYWHERE, "HubSpot cookies in links, knowledge.hubspot.com"),
    Tracker("__hstc", _EVERYWHERE, "HubSpot cookies in links, knowledge.hubspot.com"),
    Tracker("__hsfp", _EVERYWHERE, "HubSpot cookies in links, knowledge.hubspot.com"),
    Tracker("hsctatracking", _EVERYWHERE, "HubSpot calls to action, knowledge.hubspot.com"),
    Tracker("hsa_*", _EVERYWHERE, "HubSpot Ads, knowledge.hubspot.com/ads"),
    Tracker("mtm_*", _EVERYWHERE, "Matomo, matomo.org/docs/tracking-campaigns"),
    Tracker("pk_campaign", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_kwd", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_keyword", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_source", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_medium", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_content", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("pk_cid", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("piwik_campaign", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("piwik_kwd", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("piwik_keyword", _EVERYWHERE, "Piwik (old Matomo), matomo.org/docs/tracking-campaigns"),
    Tracker("matomo_campaign", _EVERYWHERE, "Matomo, matomo.org/docs/tracking-campaigns"),
    Tracker("matomo_kwd", _EVERYWHERE, "Matomo, matomo.org/docs/tracking-campaigns"),
    Tracker("matomo_keyword", _EVERYWHERE, "Matomo, matomo.org/docs/tracking-campaigns"),
    Tracker("wt_mc", _EVERYWHERE, "Webtrekk (Mapp), docs.mapp.com, campaign parameter"),
    Tracker("wt.mc_id", _EVERYWHERE, "Webtrends, WT.mc_id campaign parameter"),
    Tracker("vero_conv", _EVERYWHERE, "Vero, help.getvero.com, conversion tracking"),
    Tracker("vero_id", _EVERYWHERE, "Vero, help.getvero.com, conversion tracking"),
    Tracker("oly_anon_id", _EVERYWHERE, "Omeda, knowledgebase.omeda.com, Olytics"),
    Tracker("oly_enc_id", _EVERYWHERE, "Omeda, knowledgebase.omeda.com, Olytics"),
    Tracker("wickedid", _EVERYWHERE, "Wicked Reports, help.wickedreports.com"),
    Tracker("guccounter", _EVERYWHERE, "Yahoo consent redirects (techcrunch.com, engadget.com)"),
    Tracker("guce_referrer", _EVERYWHERE, "Yahoo consent redirects"),
    Tracker("guce_referrer_sig", _EVERYWHERE, "Yahoo consent redirects"),
    Tracker("phpsessid", _EVERYWHERE, "PHP session id, php.net/manual/session.idpassing.php"),
    Tracker("jsessionid", _EVERYWHERE, "Java Servlet specification, section 7.1.3"),
    Tracker("aspsessionid*", _EVERYWHERE, "Microsoft ASP session ids"),
    # Names that mean other things elsewhere: dropped on these hosts only.
    Tracker("at_*", _BBC, "BBC marketing links (AT Internet), seen in its feeds: at_medium, at_campaign"),
    Tracker("ns_*", _BBC, "BBC (comScore), seen in its feeds: ns_mchannel, ns_source, ns_campaign"),
    Tracker("ocid", (*_BBC, "msn.com"), "BBC and MSN referral id, seen in share links"),
    Tracker("xtor", (*_BBC, "lemonde.fr", "lefigaro.fr", "francetvinfo.fr", "liberation.fr"), "AT Internet campaign"),
    Tracker("cmp", (*_GUARDIAN, "lemonde.fr"), "Campaign code, seen in share links and feeds"),
    Tracker("cmpid", ("bloomberg.com", "economist.com", "businessweek.com"), "Campaign code, seen in share links"),
    Tracker("srnd", ("bloomberg.com",), "Section that the reader came from, seen in its pages"),
    Tracker("sref", ("bloomberg.com",), "Sharing partner, seen in share links"),
    Tracker("leadsource", ("bloomberg.com",), "Sharing channel, seen in share links"),
    Tracker("smid", _NYT, "Social channel, seen in share links"),
    Tracker("smtyp", _NYT, "Social channel, seen in share links"),
    Tracker("partner", _NYT, "partner=rss in its feeds"),
    Tracker("emc", _NYT, "emc=rss in its feeds"),
    Tracker("referringsource", _NYT, "Seen in share links"),
    Tracker("ref", (*_NYT, "producthunt.com"), "Section or partner that the reader came from"),
    Tracker("traffic_source", ("aljazeera.com",), "traffic_source=rss in its feeds"),
    Tracker("maca", ("dw.com",), "Deutsche Welle, maca=en-rss-en-all in its feeds"),
    Tracker("ito", ("dailymail.co.uk",), "ns_mchannel=rss, ito=1490 in its feeds"),
    Tracker("ns_mchannel", ("dailymail.co.uk",), "Seen in its feeds"),
    Tracker("ns_campaign", ("dailymail.co.uk",), "Seen in its feeds"),
    Tracker("mod", ("wsj.com", "marketwatch.com", "barrons.com"), "Module that was clicked; mod=rss in feeds"),
    Tracker("reflink", ("wsj.com", "marketwatch.com", "barrons.com"), "Share links"),
    Tracker("st", ("wsj.com",), "Share token"),
    Tracker("feedtype", ("reuters.com",), "feedType=RSS in its feeds"),
    Tracker("feedname", ("reuters.com",), "feedName=worldNews in its feeds"),
    Tracker("taid", ("reuters.com",), "Social posting id, seen in share links"),
    Tracker("rpc", ("reuters.com",), "Syndication partner, seen in its feeds"),
    Tracker("source", ("medium.com", "project-syndicate.org", "hbr.org"), "source=rss in their feeds"),
    Tracker("sk", ("medium.com",), "Friend link of a paywalled story"),
    Tracker("sh", ("forbes.com",), "Share id"),
    Tracker("ss", ("forbes.com",), "Section that the reader came from"),
    Tracker("s", ("twitter.com", "x.com"), "Sharing device, s=20"),
    Tracker("t", ("twitter.com", "x.com"), "Sharing token"),
    Tracker("ref_src", ("twitter.com", "x.com"), "Embedded posts, developer.x.com"),
    Tracker("ref_url", ("twitter.com", "x.com"), "Embedded posts, developer.x.com"),
    Tracker("feature", ("youtube.com", "youtu.be"), "feature=youtu.be, seen in share links"),
    Tracker("si", ("youtube.com", "youtu.be", "spotify.com"), "Share id"),
    Tracker("ab_channel", ("youtube.com",), "Channel name added to watch links"),
    Tracker("trk", ("linkedin.com",), "Link position"),
    Tracker("trackingid", ("linkedin.com",), "Link position"),
    Tracker("origin", ("linkedin.com",), "Link position"),
    Tracker("cid", ("cnn.com", "cnbc.com"), "Campaign id, seen in share links"),
    Tracker("sc", ("npr.org",), "Share code"),
    Tracker("ft", ("npr.org",), "ft=nprml, f=1001 in its feeds"),
    Tracker("f", ("npr.org",), "ft=nprml, f=1001 in its feeds"),
    Tracker("__source", ("cnbc.com",), "Share links"),
    Tracker("ftag", ("cnet.com", "zdnet.com", "cbsnews.com", "techrepublic.com"), "ftag=CAD590a51e in their feeds"),
    Tracker("intcid", ("cbsnews.com", "newyorker.com"), "Link position"),
    Tracker("mbid", ("wired.com", "newyorker.com", "vanityfair.com", "vogue.com"), "mbid=synd_… in Condé Nast links"),
    Tracker("ncid", ("techcrunch.com", "huffpost.com", "huffingtonpost.com", "engadget.com"), "ncid=rss in feeds"),
    Tracker("soc_src", ("yahoo.com",), "Share links"),
    Tracker("soc_trk", ("yahoo.com",), "Share links"),
    Tracker(".tsrc", ("yahoo.com",), ".tsrc=rss in its feeds"),
    Tracker("tsrc", ("yahoo.com",), "tsrc=rss in its feeds"),
    Tracker("itid", ("washingtonpost.com",), "Link position"),
    Tracker("tid", ("washingtonpost.com",), "Share links"),
    Tracker("wpisrc", ("washingtonpost.com",), "Newsletter that the reader came from"),
    Tracker("wpmm", ("washingtonpost.com",), "Newsletter that the reader came from"),
    Tracker("ftcamp", ("ft.com",), "Campaign, seen in its feeds"),
    Tracker("shareid", ("ft.com",), "Share links"),
    Tracker("sharetype", ("ft.com",), "Share links"),
    Tracker("from", ("gazeta.ru", "rbc.ru"), "from=rss and partners in their feeds"),
    Tracker("wtrid", ("spiegel.de",), "Newsletter that the reader came from"),
    Tracker("sara_ref", ("spiegel.de",), "sara_ref=re-xx-cp-sh in share links"),
    Tracker("wt_zmc", ("zeit.de", "faz.net"), "Webtrekk campaign, seen in share links"),
    Tracker("spm", ("alibaba.com", "aliexpress.com", "taobao.com", "tmall.com"), "Alibaba link position"),
    Tracker("module", ("scmp.com",), "Link position"),
    Tracker("pgtype", ("scmp.com",), "Link position"),
    Tracker("campaign", ("scmp.com",), "Link position"),
)  # fmt: skip

#: Addresses that only send the reader on, and AMP caches (which `urls` unwraps by their paths).
WRAPPERS: tuple[Wrapper, ...] = (
    Wrapper("google.com", "/url", ("url", "q"), "Google Alerts feeds and search results"),
    Wrapper("l.facebook.com", "/l.php", ("u",), "Facebook link shim"),
    Wrapper("lm.facebook.com", "/l.php", ("u",), "Facebook link shim, mobile"),
    Wrapper("l.instagram.com", "/", ("u",), "Instagram link shim"),
    Wrapper("out.reddit.com", "/", ("url",), "Reddit outbound links"),
    Wrapper("youtube.com", "/redirect", ("q",), "Links in video descriptions"),
    Wrapper("t.umblr.com", "/redirect", ("z",), "Tumblr outbound links"),
    Wrapper("steamcommunity.com", "/linkfilter/", ("url", "u"), "Steam outbound links"),
    Wrapper("slack-redir.net", "/link", ("url",), "Slack outbound links"),
    Wrapper("apiclick.bing.com", "/news/apiclick.aspx", ("url",), "Bing News feeds"),
    Wrapper("bing.com", "/news/apiclick.aspx", ("url",), "Bing News feeds"),
)
