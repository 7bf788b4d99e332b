"""
How publishers head a block of links to other articles: a table.

A block under such a label says nothing about the article it stands in. Only labels that mean
nothing else as a line of their own; lower-case, without the colon.
"""
# ruff: noqa: E501, RUF001 - a table, and letters of many scripts are meant

from __future__ import annotations

__all__ = ["RELATED_LABELS"]

#: Label to language; each was seen as such a heading on news sites in that language.
RELATED_LABELS: dict[str, str] = {
    **dict.fromkeys(
        (
            "also read", "also see", "further reading", "more from this section", "more on this", "more on this story",
            "more on this topic", "more stories", "read also", "read more", "read more on this", "read next", "recommended",
            "recommended reading", "recommended stories", "related", "related article", "related articles",
            "related content", "related coverage", "related links", "related news", "related posts", "related reading",
            "related stories", "related story", "related topics", "see also", "you may also like", "you might also like",
        ),
        "en",
    ),
    **dict.fromkeys(
        (
            "auch interessant", "das könnte sie auch interessieren", "lesen sie auch", "lesen sie mehr", "mehr dazu",
            "mehr zum thema", "mehr zu diesem thema", "passend dazu", "siehe auch", "verwandte artikel",
            "weitere artikel zum thema", "weiterführende links", "zum thema",
        ),
        "de",
    ),
    **dict.fromkeys(
        ("a lire aussi", "articles liés", "à lire aussi", "lire aussi", "lire également", "sur le même sujet", "voir aussi"),
        "fr",
    ),
    **dict.fromkeys(
        ("artículos relacionados", "lea también", "lee también", "más información", "noticias relacionadas",
         "te puede interesar", "ver también"),
        "es",
    ),
    **dict.fromkeys(("articoli correlati", "leggi anche", "potrebbe interessarti", "vedi anche"), "it"),
    **dict.fromkeys(("artigos relacionados", "leia também", "leia mais", "notícias relacionadas", "veja também"), "pt"),
    **dict.fromkeys(("bekijk ook", "gerelateerde artikelen", "lees meer", "lees ook", "zie ook"), "nl"),
    **dict.fromkeys(("czytaj też", "czytaj także", "czytaj więcej", "przeczytaj także", "zobacz też", "zobacz także"), "pl"),
    **dict.fromkeys(("čtěte také", "související články"), "cs"),
    **dict.fromkeys(("läs också", "läs mer", "läs även"), "sv"),
    **dict.fromkeys(("bunlar da ilginizi çekebilir", "i̇lgili haberler", "ilgili haberler", "ayrıca okuyun"), "tr"),
    **dict.fromkeys(
        ("більше за темою", "дивіться також", "за темою", "читайте також", "читайте ще", "читати також", "читайте більше",
         "також читайте"),
        "uk",
    ),
    **dict.fromkeys(
        ("по теме", "смотрите также", "см. также", "читайте также", "читайте ещё", "читать также", "материалы по теме"),
        "ru",
    ),
    **dict.fromkeys(("あわせて読みたい", "関連ニュース", "関連リンク", "関連記事", "こちらもおすすめ"), "ja"),
    **dict.fromkeys(("延伸阅读", "延伸閱讀", "相关报道", "相关新闻", "相關報導", "相關新聞", "更多阅读"), "zh"),
    **dict.fromkeys(("관련 기사", "관련기사", "관련 뉴스"), "ko"),
    **dict.fromkeys(("اقرأ أيضا", "اقرأ أيضاً", "مواضيع ذات صلة", "أخبار ذات صلة"), "ar"),
}  # fmt: skip
