"""
Words that say little of what happened, and words that turn, number or list it: lists of ours, not measured.

Written for news in English, German, French, Spanish and Ukrainian; for other languages length alone tells
common words. Lower-case norms as `words.spell` gives them (without Latin marks). All words of all languages
in one list: none of them names an event in another.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CALENDAR", "COMMON", "NEGATIONS", "ORDINALS", "REFUSALS", "ROUND_UPS", "SERIALS", "WIDE"]

_ENGLISH = """
about above across after again against ahead allow almost along already also although always amid
among and another any anyone are around because been before began begin behind being below between
both bring called came cannot come comes coming could despite does doing done down during each early
earlier either else enough even ever every everyone expected far few first five for four from full
further gave gets getting give given going good great had half has have having held help her here
high him himself his hold how however including inside into its itself just keep kept kind known
large last late later latest least left less like likely little long longer look made main make
makes making many may meanwhile might more most much must near nearly need never new news next night
nine not nothing now off often once one only open order other others our out over own part people
per perhaps place put quite rather really recent recently report reported reports said same saw say
saying says second see seen set seven several shall she should show shows since six some something
soon still such take taken takes taking ten than that the their them then there these they thing
things third this those though three through time times today together told tomorrow too took toward
towards tuesday monday wednesday thursday friday saturday sunday turn two under until upon use used
using very want was way week weeks well went were what when where whether which while who whole whom
whose why will with within without would year years yesterday yet you your according added statement
spokesman spokeswoman spokesperson officials official hours hour days day month months minutes
morning evening afternoon mr mrs ms dr
"""
_GERMAN = """
aber alle allem allen aller alles als also andere anderen auch auf aus bei beim bereits bis bisher
dabei dafur dagegen damit danach dann daran darauf das dass dazu dem den denn der deren des dessen
deshalb die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines
erst erste ersten etwa fast fur gab gegen geht gibt habe haben hatte hatten heisst heute hier hinter
ihm ihn ihnen ihr ihre ihrem ihren ihrer immer ins ist jahr jahre jahren jede jeder jedoch jetzt
kann kein keine konnen konnte konnten laut machen mehr mehrere mit muss musste nach nachdem neben
neue neuen nicht noch nun nur oder ohne rund sagte sagten schon sehr sein seine seinem seinen seiner
seit sich sie sind soll sollen sollte sowie tag tage tagen teilte uber uhr und uns unter viel viele
vom von vor war waren warum was weiter weitere wegen weil wenn werden wer wie wieder will wird woche
wochen wollen worden wurde wurden zum zur zwar zwei zwischen montag dienstag mittwoch donnerstag
freitag samstag sonntag
"""
_ROMANCE = """
ainsi alors annee apres aucun aussi autre autres avait avant avec avoir cela celle celui ces cet
cette ceux chez comme contre dans depuis des deux dit donc dont elle elles encore entre est etait
etaient ete etre faire fait font ils les leur leurs lors lundi mais mardi meme mercredi mois moins
non nous ont par pas pendant peu plus plusieurs pour quand que quel quelle qui sans sera ses son
sont sous sur tous tout toute toutes tres une vendredi vers vont vous jeudi samedi dimanche selon
ahora ante antes asi aunque cada como con contra cual cuando del desde dia dias dice dijo donde
durante ella ellos entre era eran esa ese eso esta estaba estado estan estas este esto estos fue
fueron habia hace hacia han hasta hay hoy las los luego lunes martes mas mientras miercoles mismo
mucho muy nos otra otras otro otros para pero poco por porque puede que quien segun ser sera sido
sin sobre son sus tambien tan tanto tiene tienen toda todas todo todos tras una unas uno unos
viernes jueves sabado domingo
"""
_UKRAINIAN = """
або адже але без буде були було бути вже від він вона вони воно все всі всіх для до дня днів його
йому коли крім але лише між може на над нам нас не нею ним них ніж ні однак окрім під після по про
раніше разі року років сказав сказала свого свої своїх своє сьогодні так також там те теж того тоді
той тому та це цей цих ця через час часу чи що щоб щодо як яка який яких якого якому яку які є їх їм
їхні із за зі й до у в на з і понеділок вівторок середу четвер п'ятницю суботу неділю понеділка
вівторка середи четверга п'ятниці суботи неділі
"""  # noqa: RUF001 - Ukrainian
_WIDE = """
president vice prime premier minister ministers ministry chancellor senator secretary general governor
mayor king queen prince princess pope bishop judge professor doctor sir lord lady captain colonel major
chief director chair chairman spokesman street avenue square north south east west northern southern
eastern western central upper lower old united nations group seven european union council commission
parliament congress senate house lords court supreme federal republic government state states city county
district region province bank world international national royal university institute agency fund office
department committee party republicans democrats republican democratic labour conservative white kingdom
organisation organization health food programme human rights red cross crescent euro dollar pound yen
percent football league cup olympic english spanish arabic christian muslim jewish catholic islamic
africa african europe america american americans asia asian arab atlantic pacific baltic balkan black sea
gulf afghanistan afghan albania algeria angola argentina armenia australia austria azerbaijan bahrain
bangladesh belarus belgium belgian bolivia bosnia brazil britain british bulgaria burma cambodia cameroon
canada canadian chad chile china chinese colombia congo croatia cuba cyprus czech denmark danish dutch
ecuador egypt estonia ethiopia finland finnish france french georgia germany german ghana greece greek
guatemala haiti hungary iceland india indonesia iran iraq ireland irish israel italy italian ivory japan
jordan kazakhstan kenya korea korean kosovo kuwait latvia lebanon lebanese libya lithuania luxembourg
malaysia mali malta mexico moldova mongolia morocco mozambique myanmar nepal netherlands niger nigeria
norway norwegian oman pakistan palestinian palestine panama paraguay peru peruvian philippine poland
polish portugal qatar romania russia russian rwanda saudi scotland scottish senegal serbia singapore
slovakia slovenia somalia spain sudan sweden swedish switzerland swiss syria taiwan tanzania thailand
tunisia turkey turkish uganda ukraine uruguay uzbekistan venezuela vietnam wales welsh yemen zambia
zimbabwe inc corp corporation co company ltd limited llc plc gmbh ag sa bhd holdings industries stock
exchange securities affairs trade treasury reserve market markets shares london paris berlin rome madrid
brussels vienna warsaw moscow kyiv kiev washington york beijing tokyo geneva delhi cairo ankara istanbul
jerusalem gaza tehran athens ottawa canberra seoul eu us usa uk un nato who imf wto g7 g20 ecb bbc cnn
reuters afp ap dpa deutschland wien schweiz osterreich frankreich italien spanien polen russland amerika
europa turkei bundesregierung bundestag bundeskanzler kanzler prasident ministerprasident ministerium
regierung parlament prozent milliarden millionen million milliarde uhr mann frau menschen land stadt ende
anfang angaben etats unis royaume allemagne espagne italie russie chine japon afrique gouvernement
ministre estados unidos reino alemania francia italia rusia gobierno ministro presidente україна україни
україні український українські росія росії російські російських москва москви київ києва києві європа
європи європейський сша єс нато оон президент президента міністр прем'єр уряд верховна рада область
області місто
"""
_NEGATIONS = """
not no never fail fails failed failing failure without cannot cant dont doesnt didnt isnt wont
wasnt arent neither nor nicht kein keine keinen ohne scheitern scheitert gescheitert scheiterten
pas sans aucun echoue echouent echec jamais no sin nunca fracasa fracasan fracaso не без немає
ні провал провалили провалилися провалились
"""
_CALENDAR = """
monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december montag dienstag mittwoch donnerstag freitag samstag
sonntag januar februar marz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi
samedi dimanche janvier fevrier avril juin juillet aout septembre octobre novembre decembre
lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio
agosto septiembre octubre noviembre diciembre понеділок вівторок середа четвер субота неділя
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня
"""

#: Names that reports on many events share: titles, offices, countries, capitals.
WIDE: Final = frozenset(_WIDE.replace("'", "").split())
#: Words that stand in reports on anything.
COMMON: Final = frozenset(f"{_ENGLISH} {_GERMAN} {_ROMANCE} {_UKRAINIAN}".replace("'", "").split())

#: In a title, these turn what happened into its opposite,
NEGATIONS: Final = frozenset(_NEGATIONS.split())
#: and a report whose title does is matched by one that says it with one of these.
REFUSALS: Final = (
    "reject", "refus", "collaps", "block", "deni", "deny", "stall", "deadlock", "breakdown", "halt",
    "cancel", "veto", "unable", "impasse", "ablehn", "abgelehn", "platz", "verweiger", "rejet", "bloqu",
    "rechaz", "ruptur", "відхил", "відмов", "зірва", "заблок", "глухий",
)  # fmt: skip

#: Words whose number is a place in a series, by what they count.
SERIALS: Final = {
    word: line.split()[0]
    for line in (
        "week woche semaine semana тиждень тижня тижні",
        "day tag jour dia день дня",
        "part teil partie parte частина",
        "episode folge capitulo серія серії",
        "round runde tour ronda раунд тур",
        "issue edition ausgabe numero випуск номер nr №",
        "stage etappe etape etapa етап",
        "matchday spieltag journee jornada",
        "chapter kapitel chapitre розділ",
        "volume band volumen том",
        "quarter quartal trimestre квартал",
        "season staffel saison temporada сезон",
        "game spiel match partido матч",
        "lesson lektion lecon leccion урок",
        "session sitzung seance sesion засідання",
    )
    for word in line.split()
}
#: Numbers as words, by the number.
ORDINALS: Final = {
    word: str(number)
    for number, line in enumerate(
        (
            "one first 1st erste ersten eins premier premiere primera primero перший перша першого",
            "two second 2nd zweite zweiten zwei deuxieme segunda segundo другий друга другого",
            "three third 3rd dritte dritten drei troisieme tercera tercero третій третя третього",
            "four fourth 4th vierte vierten vier quatrieme cuarta cuarto четвертий четверта",
            "five fifth 5th funfte funften funf cinquieme quinta quinto пятий",
            "six sixth 6th sechste sechsten sechs sixieme sexta sexto шостий",
            "seven seventh 7th siebte siebten sieben septieme septima septimo сьомий",
            "eight eighth 8th achte achten acht huitieme octava octavo восьмий",
            "nine ninth 9th neunte neunten neun neuvieme novena noveno девятий",
            "ten tenth 10th zehnte zehnten zehn dixieme decima decimo десятий",
        ),
        start=1,
    )
    for word in line.split()
}
#: Days and months: titles that differ in them are of two days.
CALENDAR: Final = frozenset(_CALENDAR.split())
#: Titles of articles that hold several stories.
ROUND_UPS: Final = (
    "round up", "roundup", "briefing", "in brief", "digest", "news at a glance", "at a glance",
    "week in review", "year in review", "the week in", "week ahead", "day ahead", "top stories",
    "what to know today", "things to know", "headlines", "newsletter", "live updates", "live blog",
    "liveblog", "kurz gemeldet", "nachrichten am", "der tag im uberblick", "im uberblick", "presseschau",
    "newsticker", "revue de presse", "l essentiel", "en bref", "resumen de", "en breve", "titulares",
    "дайджест", "головне за", "підсумки дня", "підсумки тижня", "огляд преси", "коротко",
)  # fmt: skip
