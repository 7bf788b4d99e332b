"""
Documents as publishers and their software write them, shortened: all are read on the fast path.

What real feeds carry beside the elements of RSS and Atom (itunes:, media:, thr:, georss:, yt:, gd:,
prism:, a namespace without a prefix …) is passed over, and what is read is what feedparser gives.
"""

from __future__ import annotations

import pytest

from feedmill.model import Document, Parsed
from feedmill.sources import feed_xml
from feedmill.sources.fast_path import parse

ADDRESS = "https://harbour.example/feed.xml"


def read(text: str) -> tuple[Parsed | None, object]:
    """Give what the fast path makes of *text*, and what feedparser does."""
    document = Document(name=ADDRESS, body=text.encode())
    return parse(document), feed_xml.parse(document)


SAMPLES = {
    "wordpress": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:georss="http://www.georss.org/georss"
 xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>Blog</title>
<atom:link href="https://b.example/feed/" rel="self" type="application/rss+xml" />
<link>https://b.example</link>
<description>d</description>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 +0000</lastBuildDate>
<language>en-US</language>
<sy:updatePeriod>
	hourly	</sy:updatePeriod>
<sy:updateFrequency>
	1	</sy:updateFrequency>
<generator>https://wordpress.org/?v=6.7</generator>
<image>
<url>https://b.example/i.png</url>
<title>Blog</title>
<link>https://b.example</link>
<width>32</width>
<height>32</height>
</image>
<site
 xmlns="com-wordpress:feed-additions:1">172966889</site>
<cloud domain='b.example' port='80' path='/?rsscloud=notify' registerProcedure='' protocol='http-post' />
<atom:link rel="search" type="application/opensearchdescription+xml" href="https://b.example/osd.xml"
 title="Blog" />
<atom:link rel='hub' href='https://b.example/?pushpress=hub'/>
<item>
<title>It&#8217;s here</title>
<link>https://b.example/1/</link>
<comments>https://b.example/1/#respond</comments>
<dc:creator><![CDATA[Ann]]></dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<category><![CDATA[News]]></category>
<guid isPermaLink="false">https://b.example/?p=1</guid>
<description><![CDATA[<p>S&#8230;</p>]]></description>
<content:encoded><![CDATA[<p>Body</p>]]></content:encoded>
<wfw:commentRss>https://b.example/1/feed/</wfw:commentRss>
<slash:comments>0</slash:comments>
<post-id
 xmlns="com-wordpress:feed-additions:1">123</post-id>
<media:thumbnail url="https://b.example/t.jpg" />
<media:content url="https://b.example/t.jpg" medium="image">
<media:title type="html">t</media:title>
</media:content>
<media:content url="https://1.gravatar.com/a" medium="image">
<media:title type="html">ann</media:title>
</media:content>
</item>
</channel>
</rss>
""",
    "youtube": """\
<?xml version="1.0" encoding="UTF-8"?>
<feed
 xmlns:yt="http://www.youtube.com/xml/schemas/2015"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns="http://www.w3.org/2005/Atom">
<link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=U"/>
<id>yt:channel:U</id>
<yt:channelId>U</yt:channelId>
<title>Chan</title>
<link rel="alternate" href="https://www.youtube.com/channel/U"/>
<author>
<name>Chan</name>
<uri>https://www.youtube.com/channel/U</uri>
</author>
<published>2010-01-01T00:00:00+00:00</published>
<entry>
<id>yt:video:V</id>
<yt:videoId>V</yt:videoId>
<yt:channelId>U</yt:channelId>
<title>Video</title>
<link rel="alternate" href="https://www.youtube.com/watch?v=V"/>
<author>
<name>Chan</name>
<uri>https://www.youtube.com/channel/U</uri>
</author>
<published>2026-01-01T00:00:00+00:00</published>
<updated>2026-01-02T00:00:00+00:00</updated>
<media:group>
<media:title>Video</media:title>
<media:content url="https://www.youtube.com/v/V?version=3" type="application/x-shockwave-flash"
 width="640" height="390"/>
<media:thumbnail url="https://i1.ytimg.com/vi/V/hqdefault.jpg" width="480" height="360"/>
<media:description>Text
with lines</media:description>
<media:community>
<media:starRating count="1" average="5.00" min="1" max="5"/>
<media:statistics views="2"/>
</media:community>
</media:group>
</entry>
</feed>
""",
    "blogger": """\
<?xml version='1.0' encoding='UTF-8'?>
<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>
<feed
 xmlns='http://www.w3.org/2005/Atom'
 xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'
 xmlns:blogger='http://schemas.google.com/blogger/2008'
 xmlns:georss='http://www.georss.org/georss'
 xmlns:gd="http://schemas.google.com/g/2005"
 xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-1</id>
<updated>2026-01-01T00:00:00.000-08:00</updated>
<category term="a"/>
<title type='text'>B</title>
<subtitle type='html'>
</subtitle>
<link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml'
 href='https://b.example/feeds/posts/default'/>
<link rel='self' type='application/atom+xml' href='https://b.example/feeds/posts/default'/>
<link rel='alternate' type='text/html' href='https://b.example/'/>
<link rel='hub' href='http://pubsubhubbub.appspot.com/'/>
<link rel='next' type='application/atom+xml' href='https://b.example/feeds/posts/default?start-index=26'/>
<author>
<name>Ann</name>
<uri>http://www.blogger.com/profile/1</uri>
<email>noreply@blogger.com</email>
<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='32' height='32'
 src='//b.example/a.jpg'/>
</author>
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>
<openSearch:totalResults>1</openSearch:totalResults>
<openSearch:startIndex>1</openSearch:startIndex>
<openSearch:itemsPerPage>25</openSearch:itemsPerPage>
<entry>
<id>tag:blogger.com,1999:blog-1.post-1</id>
<published>2026-01-01T00:00:00.000-08:00</published>
<updated>2026-01-01T00:00:00.000-08:00</updated>
<category scheme="http://www.blogger.com/atom/ns#" term="x"/>
<title type='text'>T</title>
<content type='html'>&lt;p&gt;x&lt;/p&gt;</content>
<link rel='replies' type='application/atom+xml' href='https://b.example/c' title='Post Comments'/>
<link rel='replies' type='text/html' href='https://b.example/c2' title='0 Comments'/>
<link rel='edit' type='application/atom+xml' href='https://b.example/e'/>
<link rel='self' type='application/atom+xml' href='https://b.example/s'/>
<link rel='alternate' type='text/html' href='https://b.example/p.html' title='T'/>
<author>
<name>Ann</name>
<uri>http://www.blogger.com/profile/1</uri>
<email>noreply@blogger.com</email>
<gd:image rel='http://schemas.google.com/g/2005#thumbnail' width='32' height='32'
 src='//b.example/a.jpg'/>
</author>
<media:thumbnail
 xmlns:media="http://search.yahoo.com/mrss/" url="https://b.example/t.jpg" height="72" width="72"/>
<thr:total>0</thr:total>
<georss:featurename>Rome</georss:featurename>
<georss:point>41.9 12.5</georss:point>
</entry>
</feed>
""",
    "github": """\
<?xml version="1.0" encoding="UTF-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en-US">
<id>tag:github.com,2008:https://github.com/a/b/releases</id>
<link type="text/html" rel="alternate" href="https://github.com/a/b/releases"/>
<link type="application/atom+xml" rel="self" href="https://github.com/a/b/releases.atom"/>
<title>Release notes from b</title>
<updated>2026-01-01T00:00:00Z</updated>
<entry>
<id>tag:github.com,2008:Repository/1/v1</id>
<updated>2026-01-01T00:00:00Z</updated>
<link rel="alternate" type="text/html" href="https://github.com/a/b/releases/tag/v1"/>
<title>v1</title>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content>
<author>
<name>a</name>
</author>
<media:thumbnail height="30" width="30" url="https://avatars.githubusercontent.com/u/1?s=60&amp;v=4"/>
</entry>
</feed>
""",
    "bbc": """\
<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet title="XSL_formatting" type="text/xsl" href="/shared/bsp/xsl/rss/nolsol.xsl"?>
<rss
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title><![CDATA[BBC News]]></title>
<description><![CDATA[d]]></description>
<link>https://www.bbc.co.uk/news</link>
<image>
<url>https://news.bbcimg.co.uk/a.gif</url>
<title>BBC News</title>
<link>https://www.bbc.co.uk/news</link>
</image>
<generator>RSS for Node</generator>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 GMT</lastBuildDate>
<atom:link href="https://feeds.bbci.co.uk/news/world/rss.xml" rel="self" type="application/rss+xml"/>
<copyright><![CDATA[c]]></copyright>
<language><![CDATA[en-gb]]></language>
<ttl>15</ttl>
<item>
<title><![CDATA[T & x]]></title>
<description><![CDATA[D]]></description>
<link>https://www.bbc.com/news/articles/c1?at_medium=RSS&amp;at_campaign=rss</link>
<guid isPermaLink="false">https://www.bbc.com/news/articles/c1#0</guid>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<media:thumbnail width="240" height="134" url="https://ichef.bbci.co.uk/a.jpg"/>
</item>
</channel>
</rss>
""",
    "guardian": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
<channel>
<title>World | The Guardian</title>
<link>https://www.theguardian.com/world</link>
<description>d</description>
<language>en-gb</language>
<copyright>c</copyright>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<dc:date>2026-01-05T08:30:00Z</dc:date>
<dc:language>en-gb</dc:language>
<dc:rights>r</dc:rights>
<image>
<title>The Guardian</title>
<url>https://assets.guim.co.uk/a.png</url>
<link>https://www.theguardian.com</link>
</image>
<item>
<title>T</title>
<link>https://www.theguardian.com/1</link>
<description>&lt;p&gt;x&lt;/p&gt; &lt;a href="https://www.theguardian.com/1"&gt;Continue
 reading...&lt;/a&gt;</description>
<category domain="https://www.theguardian.com/world/ukraine">Ukraine</category>
<category domain="https://www.theguardian.com/world/world">World news</category>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<guid>https://www.theguardian.com/1</guid>
<media:content width="140" url="https://i.guim.co.uk/140.jpg">
<media:credit scheme="urn:ebu">Photograph: X</media:credit>
</media:content>
<media:content width="700" url="https://i.guim.co.uk/700.jpg">
<media:credit scheme="urn:ebu">Photograph: X</media:credit>
</media:content>
<dc:creator>Ann</dc:creator>
<dc:date>2026-01-05T08:30:00Z</dc:date>
</item>
</channel>
</rss>
""",
    "drupal reliefweb": """\
<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xml:base="https://reliefweb.int/updates"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>R</title>
<link>https://reliefweb.int/updates</link>
<description>d</description>
<language>en</language>
<atom:link href="https://reliefweb.int/updates/rss.xml" rel="self" type="application/rss+xml"/>
<item>
<title>U</title>
<link>https://reliefweb.int/node/1</link>
<description>&lt;div class="tag country"&gt;Country: Ukraine&lt;/div&gt;</description>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<guid isPermaLink="true">https://reliefweb.int/node/1</guid>
<category>Ukraine</category>
<author>OCHA</author>
</item>
<item>
<title>U2</title>
<link>/node/2</link>
<dc:creator>x</dc:creator>
<guid isPermaLink="false">2 at https://reliefweb.int</guid>
<comments>https://reliefweb.int/node/2#comments</comments>
</item>
</channel>
</rss>
""",
    "ghost": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title><![CDATA[G]]></title>
<description><![CDATA[d]]></description>
<link>https://g.example/</link>
<image>
<url>https://g.example/favicon.png</url>
<title>G</title>
<link>https://g.example/</link>
</image>
<generator>Ghost 5.0</generator>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 GMT</lastBuildDate>
<atom:link href="https://g.example/rss/" rel="self" type="application/rss+xml"/>
<ttl>60</ttl>
<item>
<title><![CDATA[T]]></title>
<description><![CDATA[D]]></description>
<link>https://g.example/t/</link>
<guid isPermaLink="false">65</guid>
<category><![CDATA[News]]></category>
<dc:creator><![CDATA[Ann]]></dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<media:content url="https://g.example/i.jpg" medium="image"/>
<content:encoded><![CDATA[<p>x</p>]]></content:encoded>
</item>
</channel>
</rss>
""",
    "substack": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0">
<channel>
<title><![CDATA[S]]></title>
<description><![CDATA[d]]></description>
<link>https://s.example</link>
<image>
<url>https://s.example/i.png</url>
<title>S</title>
<link>https://s.example</link>
</image>
<generator>Substack</generator>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 GMT</lastBuildDate>
<atom:link href="https://s.example/feed" rel="self" type="application/rss+xml"/>
<copyright><![CDATA[A]]></copyright>
<language><![CDATA[en]]></language>
<webMaster><![CDATA[s@substack.com]]></webMaster>
<itunes:owner>
<itunes:email><![CDATA[s@substack.com]]></itunes:email>
<itunes:name><![CDATA[A]]></itunes:name>
</itunes:owner>
<itunes:author><![CDATA[A]]></itunes:author>
<googleplay:owner><![CDATA[s@substack.com]]></googleplay:owner>
<googleplay:email><![CDATA[s@substack.com]]></googleplay:email>
<googleplay:author><![CDATA[A]]></googleplay:author>
<itunes:block><![CDATA[Yes]]></itunes:block>
<item>
<title><![CDATA[T]]></title>
<description><![CDATA[D]]></description>
<link>https://s.example/p/t</link>
<guid isPermaLink="false">https://s.example/p/t</guid>
<dc:creator><![CDATA[A]]></dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<enclosure url="https://s.example/i.jpeg" length="0" type="image/jpeg"/>
<content:encoded><![CDATA[<p>x</p>]]></content:encoded>
</item>
</channel>
</rss>
""",
    "medium": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:atom="http://www.w3.org/2005/Atom" version="2.0"
 xmlns:cc="http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html">
    <channel>
<title><![CDATA[M]]></title>
<description><![CDATA[d]]></description>
<link>https://medium.com/@a?source=rss</link>
<image>
<url>https://cdn-images-1.medium.com/a.jpeg</url>
<title>M</title>
<link>https://medium.com/@a?source=rss</link>
</image>
<generator>Medium</generator>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 GMT</lastBuildDate>
<atom:link href="https://medium.com/@a/feed" rel="self" type="application/rss+xml"/>
<webMaster><![CDATA[yourfriends@medium.com]]></webMaster>
<atom:link href="http://medium.superfeedr.com" rel="hub"/>
<item>
<title><![CDATA[T]]></title>
<link>https://medium.com/p/1?source=rss</link>
<guid isPermaLink="false">https://medium.com/p/1</guid>
<category><![CDATA[x]]></category>
<dc:creator><![CDATA[A]]></dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<atom:updated>2026-01-05T08:30:00.000Z</atom:updated>
<cc:license>http://creativecommons.org/licenses/by/4.0/</cc:license>
<content:encoded><![CDATA[<p>x</p>]]></content:encoded>
</item>
</channel>
</rss>
""",
    "podcast": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:podcast="https://podcastindex.org/namespace/1.0"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0"
 xmlns:media="http://www.rssboard.org/media-rss"
 xmlns:psc="http://podlove.org/simple-chapters">
<channel>
<title>P</title>
<link>https://p.example</link>
<description>d</description>
<language>en</language>
<itunes:author>Ann</itunes:author>
<itunes:summary>s</itunes:summary>
<itunes:type>episodic</itunes:type>
<itunes:owner>
<itunes:name>Ann</itunes:name>
<itunes:email>a@p.example</itunes:email>
</itunes:owner>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://p.example/c.jpg"/>
<itunes:category text="News">
<itunes:category text="Politics"/>
</itunes:category>
<podcast:locked owner="a@p.example">yes</podcast:locked>
<podcast:guid>x</podcast:guid>
<managingEditor>a@p.example (Ann)</managingEditor>
<item>
<title>E1</title>
<itunes:title>E1</itunes:title>
<link>https://p.example/1</link>
<description><![CDATA[<p>x</p>]]></description>
<content:encoded><![CDATA[<p>x</p>]]></content:encoded>
<enclosure url="https://p.example/1.mp3" length="123" type="audio/mpeg"/>
<guid isPermaLink="false">1</guid>
<pubDate>Mon, 05 Jan 2026 08:30:00 GMT</pubDate>
<itunes:author>Ann</itunes:author>
<itunes:duration>1:00</itunes:duration>
<itunes:summary>long</itunes:summary>
<itunes:subtitle>s</itunes:subtitle>
<itunes:image href="https://p.example/1.jpg"/>
<itunes:keywords>a,b</itunes:keywords>
<itunes:explicit>no</itunes:explicit>
<itunes:episode>1</itunes:episode>
<itunes:episodeType>full</itunes:episodeType>
<podcast:transcript url="https://p.example/1.srt" type="application/srt"/>
<podcast:person role="host" img="x">Ann</podcast:person>
<podcast:chapters url="u" type="t"/>
<psc:chapters version="1.2">
<psc:chapter start="00:00:00.000" title="Intro"/>
</psc:chapters>
</item>
</channel>
</rss>
""",
    "phpbb": """\
<?xml version="1.0" encoding="UTF-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom" xml:lang="en-gb">
<link rel="self" type="application/atom+xml" href="https://f.example/feed" />
<title>F</title>
<subtitle>s</subtitle>
<link href="https://f.example/index.php" />
<updated>2026-01-01T00:00:00</updated>
<author>
<name><![CDATA[F]]></name>
</author>
<id>https://f.example/feed</id>
<entry>
<author>
<name><![CDATA[Ann]]></name>
</author>
<updated>2026-01-01T00:00:00</updated>
<published>2026-01-01T00:00:00</published>
<id>https://f.example/viewtopic.php?p=1#p1</id>
<link href="https://f.example/viewtopic.php?p=1#p1"/>
<title type="html"><![CDATA[Re: x]]></title>
<category term="General" scheme="https://f.example/viewforum.php?f=1" label="General"/>
<content type="html" xml:base="https://f.example/viewtopic.php?p=1#p1"><![CDATA[x<br>y]]></content>
</entry>
</feed>
""",
    "arxiv rss": """\
<?xml version='1.0' encoding='UTF-8'?>
<rss
 xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" version="2.0">
<channel>
<title>cs.CL updates on arXiv.org</title>
<link>http://rss.arxiv.org/rss/cs.CL</link>
<description>d</description>
<atom:link href="http://rss.arxiv.org/rss/cs.CL" rel="self" type="application/rss+xml"/>
<docs>http://www.rssboard.org/rss-specification</docs>
<language>en-us</language>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 +0000</lastBuildDate>
<managingEditor>rss-help@arxiv.org</managingEditor>
<pubDate>Mon, 05 Jan 2026 08:30:00 -0500</pubDate>
<skipDays>
<day>Sunday</day>
<day>Saturday</day>
</skipDays>
<item>
<title>T</title>
<link>https://arxiv.org/abs/1</link>
<description>arXiv:1 Announce Type: new
Abstract: x</description>
<guid isPermaLink="false">oai:arXiv.org:1v1</guid>
<category>cs.CL</category>
<pubDate>Mon, 05 Jan 2026 00:00:00 -0500</pubDate>
<arxiv:announce_type>new</arxiv:announce_type>
<dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
<dc:creator>Ann Bell, Carl Dorn</dc:creator>
</item>
</channel>
</rss>
""",
    "arxiv api": """\
<?xml version="1.0" encoding="UTF-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom">
<link href="http://arxiv.org/api/query?x" rel="self" type="application/atom+xml"/>
<title type="html">ArXiv Query</title>
<id>http://arxiv.org/api/x</id>
<updated>2026-01-01T00:00:00-05:00</updated>
<opensearch:totalResults
 xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
<entry>
<id>http://arxiv.org/abs/1v1</id>
<updated>2026-01-01T00:00:00Z</updated>
<published>2026-01-01T00:00:00Z</published>
<title>T</title>
<summary>  S
</summary>
<author>
<name>Ann</name>
</author>
<author>
<name>Carl</name>
<arxiv:affiliation
 xmlns:arxiv="http://arxiv.org/schemas/atom">U</arxiv:affiliation>
</author>
<arxiv:comment
 xmlns:arxiv="http://arxiv.org/schemas/atom">c</arxiv:comment>
<link href="http://arxiv.org/abs/1v1" rel="alternate" type="text/html"/>
<link title="pdf" href="http://arxiv.org/pdf/1v1" rel="related" type="application/pdf"/>
<arxiv:primary_category
 xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
<category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
</entry>
</feed>
""",
    "mastodon": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:webfeeds="http://webfeeds.org/rss/1.0"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>A</title>
<description>d</description>
<link>https://m.example/@a</link>
<image>
<url>https://m.example/a.png</url>
<title>A</title>
<link>https://m.example/@a</link>
</image>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 +0000</lastBuildDate>
<webfeeds:icon>https://m.example/a.png</webfeeds:icon>
<generator>Mastodon</generator>
<item>
<guid isPermaLink="true">https://m.example/@a/1</guid>
<link>https://m.example/@a/1</link>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<description>&lt;p&gt;x&lt;/p&gt;</description>
<media:content url="https://m.example/i.jpg" type="image/jpeg" fileSize="1" medium="image">
<media:rating scheme="urn:simple">nonadult</media:rating>
<media:description type="plain">alt</media:description>
</media:content>
<category>tag</category>
</item>
</channel>
</rss>
""",
    "reddit": """\
<?xml version="1.0" encoding="UTF-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom"
 xmlns:media="http://search.yahoo.com/mrss/">
<category term="a" label="r/a"/>
<updated>2026-01-01T00:00:00+00:00</updated>
<icon>https://www.redditstatic.com/icon.png/</icon>
<id>/r/a/.rss</id>
<link rel="self" href="https://www.reddit.com/r/a/.rss" type="application/atom+xml" />
<link rel="alternate" href="https://www.reddit.com/r/a/" type="text/html" />
<logo>https://x.example/l.png</logo>
<subtitle>s</subtitle>
<title>a</title>
<entry>
<author>
<name>/u/x</name>
<uri>https://www.reddit.com/user/x</uri>
</author>
<category term="a" label="r/a"/>
<content type="html">&lt;!-- SC_OFF --&gt;x</content>
<id>t3_1</id>
<media:thumbnail url="https://t.example/1.jpg" />
<link href="https://www.reddit.com/r/a/1/" />
<updated>2026-01-01T00:00:00+00:00</updated>
<published>2026-01-01T00:00:00+00:00</published>
<title>T</title>
</entry>
</feed>
""",
    "stackexchange": """\
<?xml version="1.0" encoding="utf-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom"
 xmlns:creativeCommons="http://backend.userland.com/creativeCommonsRssModule"
 xmlns:re="http://purl.org/atompub/rank/1.0">
<title type="text">Q</title>
<link rel="self" href="https://s.example/feeds" type="application/atom+xml" />
<link rel="alternate" href="https://s.example/q" type="text/html" />
<subtitle>most recent 30</subtitle>
<updated>2026-01-01T00:00:00Z</updated>
<id>https://s.example/feeds</id>
<creativeCommons:license>https://creativecommons.org/licenses/by-sa/4.0/rdf</creativeCommons:license>
<entry>
<id>https://s.example/q/1</id>
<re:rank scheme="https://s.example">0</re:rank>
<title type="text">T</title>
<category scheme="https://s.example/tags" term="x" />
<author>
<name>A</name>
<uri>https://s.example/u/1</uri>
</author>
<link rel="alternate" href="https://s.example/q/1" />
<published>2026-01-01T00:00:00Z</published>
<updated>2026-01-01T00:00:00Z</updated>
<summary type="html">
            &lt;p&gt;x&lt;/p&gt;
        </summary>
</entry>
</feed>
""",
    "nature rdf": """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns="http://purl.org/rss/1.0/"
 xmlns:admin="http://webns.net/mvcb/">
<channel rdf:about="http://feeds.nature.com/nature/rss/current">
<title>Nature</title>
<description>d</description>
<link>http://feeds.nature.com/nature/rss/current</link>
<admin:generatorAgent rdf:resource="https://www.nature.com/"/>
<admin:errorReportsTo rdf:resource="mailto:f@nature.com"/>
<dc:publisher>N</dc:publisher>
<dc:language>en</dc:language>
<dc:rights>r</dc:rights>
<prism:publicationName>Nature</prism:publicationName>
<image rdf:resource="https://www.nature.com/i.png"/>
<items>
<rdf:Seq>
<rdf:li rdf:resource="https://www.nature.com/1"/>
</rdf:Seq>
</items>
</channel>
<image rdf:about="https://www.nature.com/i.png">
<title>N</title>
<url>https://www.nature.com/i.png</url>
<link>http://x</link>
</image>
<item rdf:about="https://www.nature.com/1">
<title><![CDATA[T]]></title>
<link>https://www.nature.com/1</link>
<content:encoded><![CDATA[<p>x</p>]]></content:encoded>
<dc:title><![CDATA[T]]></dc:title>
<dc:creator>Ann</dc:creator>
<dc:creator>Carl</dc:creator>
<dc:identifier>doi:1</dc:identifier>
<dc:source>Nature</dc:source>
<dc:date>2026-01-05</dc:date>
<prism:publicationName>Nature</prism:publicationName>
<prism:doi>1</prism:doi>
<prism:url>https://www.nature.com/1</prism:url>
</item>
</rdf:RDF>
""",
    "slashdot rdf": """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
 xmlns:taxo="http://purl.org/rss/1.0/modules/taxonomy/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:syn="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:admin="http://webns.net/mvcb/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel rdf:about="https://slashdot.org/">
<title>Slashdot</title>
<link>https://slashdot.org/</link>
<description>d</description>
<dc:language>en-us</dc:language>
<dc:date>2026-01-05T08:30:00+00:00</dc:date>
<dc:subject>Tech</dc:subject>
<syn:updateBase>1970-01-01T00:00+00:00</syn:updateBase>
<syn:updateFrequency>1</syn:updateFrequency>
<syn:updatePeriod>hourly</syn:updatePeriod>
<items>
<rdf:Seq>
<rdf:li rdf:resource="https://slashdot.org/1"/>
</rdf:Seq>
</items>
<image rdf:resource="https://a.fsdn.com/t.gif"/>
<textinput rdf:resource="https://slashdot.org/search.pl"/>
<atom10:link
 xmlns:atom10="http://www.w3.org/2005/Atom" rel="self" type="application/rdf+xml"
 href="https://rss.slashdot.org/Slashdot/slashdot"/>
<feedburner:info uri="slashdot/slashdot"/>
</channel>
<image rdf:about="https://a.fsdn.com/t.gif">
<title>S</title>
<url>https://a.fsdn.com/t.gif</url>
<link>https://slashdot.org/</link>
</image>
<item rdf:about="https://slashdot.org/1">
<title>T</title>
<link>https://slashdot.org/1</link>
<description>D&lt;p&gt;x</description>
<dc:creator>msmash</dc:creator>
<dc:date>2026-01-05T08:30:00+00:00</dc:date>
<dc:subject>tech</dc:subject>
<slash:department>d</slash:department>
<slash:section>tech</slash:section>
<slash:comments>1</slash:comments>
<slash:hit_parade>1,1,0</slash:hit_parade>
</item>
<textinput rdf:about="https://slashdot.org/search.pl">
<title>Search</title>
<description>s</description>
<name>query</name>
<link>https://slashdot.org/search.pl</link>
</textinput>
</rdf:RDF>
""",
    "nyt": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:nyt="http://www.nytimes.com/namespaces/rss/2.0" version="2.0">
<channel>
<title>NYT</title>
<link>https://www.nytimes.com/</link>
<atom:link href="https://rss.nytimes.com/x.xml" rel="self" type="application/rss+xml"/>
<description/>
<language>en-us</language>
<item>
<title>T</title>
<link>https://www.nytimes.com/1.html</link>
<guid isPermaLink="true">https://www.nytimes.com/1.html</guid>
<atom:link href="https://www.nytimes.com/1.html" rel="standout"/>
<description>D</description>
<dc:creator>Ann and Carl</dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<category domain="http://www.nytimes.com/namespaces/keywords/des">War</category>
<category domain="http://www.nytimes.com/namespaces/keywords/nyt_geo">Ukraine</category>
<media:content height="151" medium="image" url="https://static01.nyt.com/a.jpg" width="151"/>
<media:credit>X</media:credit>
<media:description>Cap</media:description>
</item>
</channel>
</rss>
""",
    "discourse": """\
<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
 xmlns:discourse="http://www.discourse.org/"
 xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>D</title>
<link>https://d.example/latest</link>
<description>d</description>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 +0000</lastBuildDate>
<atom:link href="https://d.example/latest.rss" rel="self" type="application/rss+xml" />
<item>
<title>T</title>
<dc:creator><![CDATA[ann]]></dc:creator>
<category>x</category>
<description><![CDATA[<p>x</p>]]></description>
<link>https://d.example/t/1</link>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<discourse:topicPinned>No</discourse:topicPinned>
<guid isPermaLink="false">d.example-topic-1</guid>
<source url="https://d.example/t/1.rss">T</source>
</item>
</channel>
</rss>
""",
    "planet atom": """\
<?xml version="1.0" encoding="utf-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom"
 xmlns:planet="http://planet.intertwingly.net/"
 xmlns:indexing="urn:atom-extension:indexing" indexing:index="no">
<access:restriction
 xmlns:access="http://www.bloglines.com/about/specs/fac-1.0" relationship="deny"/>
<title>Planet</title>
<updated>2026-01-01T00:00:00Z</updated>
<generator uri="http://intertwingly.net/code/venus/">Venus</generator>
<author>
<name>P</name>
<email>p@p.example</email>
</author>
<id>http://p.example/atom.xml</id>
<link href="http://p.example/atom.xml" rel="self" type="application/atom+xml"/>
<link href="http://p.example/" rel="alternate"/>
<entry>
<id>https://a.example/1</id>
<link href="https://a.example/1" rel="alternate" type="text/html"/>
<title>T</title>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content>
<updated planet:format="January 01, 2026">2026-01-01T00:00:00Z</updated>
<author>
<name>Ann</name>
</author>
<source>
<id>https://a.example/</id>
<author>
<name>Ann</name>
</author>
<link href="https://a.example/" rel="alternate" type="text/html"/>
<link href="https://a.example/feed" rel="self" type="application/atom+xml"/>
<subtitle>s</subtitle>
<title>Ann's</title>
<updated planet:format="x">2026-01-01T00:00:00Z</updated>
</source>
</entry>
</feed>
""",
    "w3c xhtml": """\
<?xml version="1.0" encoding="utf-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.w3.org/blog/" xml:lang="en">
<title>W3C</title>
<id>tag:w3.org</id>
<updated>2026-01-01T00:00:00Z</updated>
<link href="https://www.w3.org/blog/"/>
<entry>
<title type="xhtml">
<div
 xmlns="http://www.w3.org/1999/xhtml">T <em>x</em>
</div>
</title>
<id>tag:w3.org,1</id>
<link href="1.html"/>
<updated>2026-01-01T00:00:00Z</updated>
<summary type="xhtml">
<div
 xmlns="http://www.w3.org/1999/xhtml">
<p>x <a href="y">z</a>
</p>
<img src="a.png" alt=""/>
</div>
</summary>
<author>
<name>W</name>
</author>
</entry>
</feed>
""",
    "flickr": """\
<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<feed
 xmlns="http://www.w3.org/2005/Atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:flickr="urn:flickr:user"
 xmlns:media="http://search.yahoo.com/mrss/">
<title>F</title>
<link rel="self" href="https://f.example/feed"/>
<link rel="alternate" type="text/html" href="https://f.example/"/>
<id>tag:flickr.com,2005:/photos/public</id>
<icon>https://f.example/i.jpg</icon>
<subtitle>
</subtitle>
<updated>2026-01-01T00:00:00Z</updated>
<generator uri="https://www.flickr.com/">Flickr</generator>
<entry>
<title>P</title>
<link rel="alternate" type="text/html" href="https://f.example/1"/>
<id>tag:flickr.com,2005:/photo/1</id>
<published>2026-01-01T00:00:00Z</published>
<updated>2026-01-01T00:00:00Z</updated>
<flickr:date_taken>2026-01-01T00:00:00-08:00</flickr:date_taken>
<dc:date.Taken>2026-01-01T00:00:00-08:00</dc:date.Taken>
<content type="html">&lt;p&gt;x&lt;/p&gt;</content>
<author>
<name>A</name>
<uri>https://f.example/a</uri>
<flickr:nsid>1@N</flickr:nsid>
<flickr:buddyicon>https://f.example/b.jpg</flickr:buddyicon>
</author>
<link rel="license" type="text/html" href="deed.en"/>
<link rel="enclosure" type="image/jpeg" href="https://f.example/1.jpg"/>
<category term="a" scheme="https://f.example/tags/"/>
</entry>
</feed>
""",
    "squarespace": """\
<?xml version="1.0" encoding="UTF-8"?>
<!--Generated by Site-Server-->
<rss
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://www.rssboard.org/media-rss" version="2.0">
<channel>
<title>S</title>
<link>https://s.example/</link>
<lastBuildDate>Mon, 05 Jan 2026 08:30:00 +0000</lastBuildDate>
<language>en-US</language>
<generator>Site-Server</generator>
<description><![CDATA[]]></description>
<item>
<title>T</title>
<dc:creator>Ann</dc:creator>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<link>https://s.example/1</link>
<guid isPermaLink="false">5:5:6</guid>
<description><![CDATA[<p>x</p>]]></description>
<media:content type="image/jpeg" url="https://s.example/1.jpg?format=1500w" medium="image"
 isDefault="true" width="1500" height="1000">
<media:title type="plain">T</media:title>
</media:content>
</item>
</channel>
</rss>
""",
    "feedburner rss": """\
<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" media="screen" href="/~d/styles/rss2full.xsl"?>
<rss
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" version="2.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>F</title>
<link>http://f.example</link>
<description>d</description>
<atom10:link
 xmlns:atom10="http://www.w3.org/2005/Atom" rel="self" type="application/rss+xml"
 href="http://feeds.feedburner.com/f" />
<feedburner:info uri="f" />
<atom10:link
 xmlns:atom10="http://www.w3.org/2005/Atom" rel="hub" href="http://pubsubhubbub.appspot.com/" />
<feedburner:emailServiceId>f</feedburner:emailServiceId>
<feedburner:browserFriendly>hi</feedburner:browserFriendly>
<item>
<title>T</title>
<link>http://feedproxy.google.com/~r/f/~3/x/</link>
<guid isPermaLink="false">1</guid>
<description>x&lt;img src="http://feeds.feedburner.com/~r/f/~4/x" height="1" width="1"/&gt;</description>
<feedburner:origLink>http://f.example/1</feedburner:origLink>
<dc:creator>Ann</dc:creator>
</item>
</channel>
</rss>
""",
    "yahoo media default": """\
<?xml version="1.0" encoding="UTF-8"?>
<rss
 xmlns:media="http://search.yahoo.com/mrss/" version="2.0">
<channel>
<title>Yahoo</title>
<link>https://news.yahoo.com/</link>
<description>d</description>
<language>en-US</language>
<copyright>c</copyright>
<pubDate>x</pubDate>
<ttl>5</ttl>
<image>
<title>Y</title>
<link>https://news.yahoo.com/</link>
<url>http://l.yimg.com/a.gif</url>
</image>
<item>
<title>T</title>
<link>https://news.yahoo.com/1.html</link>
<pubDate>2026-01-05T08:30:00Z</pubDate>
<source url="http://www.ap.org/">Associated Press</source>
<guid isPermaLink="false">1.html</guid>
<media:content height="86" url="https://s.yimg.com/a.jpg" width="130"/>
<media:credit role="publishing company"/>
</item>
</channel>
</rss>
""",
    "atom:author in rss": """\
<rss version="2.0"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>t</title>
<link>https://x.example</link>
<description>d</description>
<item>
<title>T</title>
<link>https://x.example/1</link>
<atom:author>
<atom:name>Ann</atom:name>
</atom:author>
<atom:published>2026-01-05T08:30:00Z</atom:published>
</item>
</channel>
</rss>
""",
    "hugo": """\
<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<rss version="2.0"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>H</title>
<link>https://h.example/</link>
<description>d</description>
<generator>Hugo</generator>
<language>en</language>
<managingEditor>a@h.example (Ann)</managingEditor>
<webMaster>a@h.example (Ann)</webMaster>
<lastBuildDate>x</lastBuildDate>
<atom:link href="https://h.example/index.xml" rel="self" type="application/rss+xml"/>
<item>
<title>T</title>
<link>https://h.example/1/</link>
<pubDate>Mon, 05 Jan 2026 08:30:00 +0000</pubDate>
<author>a@h.example (Ann)</author>
<guid>https://h.example/1/</guid>
<description>&lt;p&gt;x&lt;/p&gt;</description>
</item>
</channel>
</rss>
""",
    "jekyll": """\
<?xml version="1.0" encoding="utf-8"?>
<feed
 xmlns="http://www.w3.org/2005/Atom" >
<generator uri="https://jekyllrb.com/" version="4.3">Jekyll</generator>
<link href="https://j.example/feed.xml" rel="self" type="application/atom+xml" />
<link href="https://j.example/" rel="alternate" type="text/html" />
<updated>2026-01-01T00:00:00+00:00</updated>
<id>https://j.example/feed.xml</id>
<title type="html">J</title>
<subtitle>s</subtitle>
<author>
<name>Ann</name>
</author>
<entry>
<title type="html">T</title>
<link href="https://j.example/1.html" rel="alternate" type="text/html" title="T" />
<published>2026-01-01T00:00:00+00:00</published>
<updated>2026-01-01T00:00:00+00:00</updated>
<id>https://j.example/1</id>
<content type="html" xml:base="https://j.example/1.html"><![CDATA[<p>x</p>]]></content>
<author>
<name>Ann</name>
</author>
<category term="a" />
<category term="b" />
<summary type="html"><![CDATA[x]]></summary>
<media:thumbnail
 xmlns:media="http://search.yahoo.com/mrss/" url="https://j.example/i.png" />
<media:content medium="image" url="https://j.example/i.png"
 xmlns:media="http://search.yahoo.com/mrss/" />
</entry>
</feed>
""",
    "rss091": """\
<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91">
<channel>
<title>t</title>
<link>https://x.example</link>
<description>d</description>
<language>en</language>
<item>
<title>T</title>
<link>https://x.example/1</link>
</item>
</channel>
</rss>
""",
    "nasa media": """\
<rss version="2.0"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<channel>
<title>t</title>
<link>https://x.example</link>
<description>d</description>
<item>
<title>T</title>
<link>https://x.example/1</link>
<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-05</dcterms:modified>
<dc:subject xsi:type="x">s</dc:subject>
<media:group>
<media:content url="https://x.example/a.mp4" type="video/mp4"/>
<media:content url="https://x.example/b.mp4" type="video/mp4"/>
</media:group>
<media:title>x</media:title>
<enclosure url="https://x.example/a.mp4" type="video/mp4" length="1"/>
<enclosure url="https://x.example/a.jpg" type="image/jpeg" length="1"/>
</item>
</channel>
</rss>
""",
}


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES)
def test_real_feeds_are_read_fast(text: str) -> None:
    """A feed as this software writes it is read on the fast path, and as feedparser reads it."""
    fast, slow = read(text)

    assert slow == fast


@pytest.mark.parametrize("name", [name for name, text in SAMPLES.items() if "xml:base" not in text])
def test_items_that_differ_do_not_hide_each_other(name: str) -> None:
    """The same holds where an item stands between plain ones, and is there twice."""
    text = SAMPLES[name]
    tag = "item" if "</item>" in text else "entry"
    start, end = text.find(f"<{tag}>") % len(text), text.rfind(f"</{tag}>") + len(f"</{tag}>")
    start = min(start, text.find(f"<{tag} ") % len(text))
    item, plain = text[start:end], f"<{tag}><title>Plain</title></{tag}>"
    fast, slow = read(f"{text[:start]}{plain}{item}{plain}{item}{text[end:]}")

    assert slow == fast
