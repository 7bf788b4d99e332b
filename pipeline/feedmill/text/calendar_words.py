"""
Month names and time zones as they stand in dates: two tables.

Names are lower-case, without a final full stop. Only languages and zones met in feeds; a name
that means two things in two places is left out or says which one it means.
"""
# ruff: noqa: RUF001 - Cyrillic and Turkish letters are meant

from __future__ import annotations

__all__ = ["MONTHS", "ZONES"]

# Full and abbreviated names, genitives where dates use them. Source: Unicode CLDR, calendar
# "gregorian", formats "wide" and "abbreviated"; RFC 822 section 5.1 for English.
_NAMES = (
    # English
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "january february march april may june july august september october november december",
    # German
    "jan feb mär apr mai jun jul aug sep okt nov dez",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jänner feber maerz - - - - - sept - - -",
    # French
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "- fevrier - - - - - aout - - - decembre",
    # Spanish
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    # Italian
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    # Portuguese
    "jan fev mar abr mai jun jul ago set out nov dez",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    # Dutch
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "januari februari maart april mei juni juli augustus september oktober november december",
    # Swedish, Danish, Norwegian
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "- - - - - - - - - - - des",
    "- - - - - - - - - - - desember",
    # Polish
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    # Czech
    "ledna února března dubna května června července srpna září října listopadu prosince",
    # Russian
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    # Ukrainian
    "січ лют бер кві тра чер лип сер вер жов лис гру",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    # Turkish
    "oca şub mar nis may haz tem ağu eyl eki kas ara",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)

#: Month by name. "lis" is October in Polish's neighbour Croatian; here Polish and Ukrainian agree.
MONTHS: dict[str, int] = {
    name: number for names in _NAMES for number, name in enumerate(names.split(), start=1) if name != "-"
}

#: Hours ahead of UTC by zone name. First block: RFC 822 section 5.1 (military letters but Z mean
#: UTC, RFC 2822 section 4.3). Second: abbreviations of the IANA time zone database.
ZONES: dict[str, float] = {
    "ut": 0, "gmt": 0, "utc": 0, "z": 0,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "wet": 0, "west": 1, "cet": 1, "cest": 2, "met": 1, "mez": 1, "mesz": 2, "eet": 2, "eest": 3,
    "bst": 1,  # Europe/London in summer
    "msk": 3,  # Europe/Moscow
    "trt": 3,  # Europe/Istanbul
    "ist": 5.5,  # Asia/Kolkata; Israel and Ireland use the same letters
    "pkt": 5,  # Asia/Karachi
    "npt": 5.75,  # Asia/Kathmandu
    "wib": 7,  # Asia/Jakarta
    "ict": 7,  # Asia/Bangkok
    "sgt": 8, "hkt": 8, "myt": 8, "pht": 8, "awst": 8,  # Singapore, Hong Kong, Malaysia, Manila, Perth
    "jst": 9, "kst": 9,  # Tokyo, Seoul
    "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11,  # Australia
    "nzst": 12, "nzdt": 13,  # Pacific/Auckland
    "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3,  # Canada/Newfoundland, Atlantic
    "akst": -9, "akdt": -8, "hst": -10,  # Alaska, Hawaii
    "art": -3, "brt": -3,  # Buenos Aires, Sao Paulo
    "eat": 3, "cat": 2, "sast": 2, "wat": 1,  # Africa
}  # fmt: skip
