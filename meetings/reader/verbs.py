"""Verbs by which minutes give somebody something to do, and nouns for those who do it."""

import re

DOES = (
    r"(?:återkommer|återkopplar|undersöker|kontaktar|sammanställer|skickar|bokar|bjuder|kallar"
    r"|sammankallar|ansvarar|påminner|förbereder|översänder|tillser"
    r"|samordnar|tar (?:fram|med|kontakt|upp|hem|reda|på sig|frågan|över|ansvar|initiativ)|"
    r"ser (?:över|till)|stämmer av|håller (?:samman|ihop|i)|lyfter|förankrar|sprider|delar|mejlar|mailar"
    r"|ringer"
    r"|skriver|lägger (?:upp|in|till|ut)|gör (?:klart|en|ett|de)|"
    r"ordnar|kollar|bevakar|förbereder|uppdaterar|reviderar|planerar|arbetar (?:vidare|fram)"
    r"|jobbar vidare|går vidare"
    r"|hör (?:av|efter)|meddelar|lämnar|redovisar|presenterar vid|rapporterar|"
    r"utreder|kompletterar|formulerar|tillfrågar|funderar|utser|nominerar|anmäler|inkommer|ordnar"
    r"|publicerar|följer "
    r"upp|för (?:frågan|dialog|vidare)|tittar (?:på|vidare)|sätter (?:datum|ihop)|inventerar|justerar"
    r"|färdigställer"
    r"|beställer|bjuder in|svarar|inkommer|yttrar sig|tillsätter|ger (?:besked|in|återkoppling|förslag)"
    r"|fixar|letar"
    r"|köper|fyller i|testar|påbörjar|bildar|anordnar|arrangerar|översätter"
    r"|granskar|läser|går igenom|tar kontakt|tar emot|söker (?:medel|upp)|ansluter|byter|drar igång"
    r"|startar upp"
    r"|mejlar ut|skriver ihop|hämtar|begär|efterfrågar svar|utformar|tecknar|ställer samman)"
)
INFINITIVES = (
    r"(?:Återkomma|Återkommer|Återkoppla|Undersöka|Sprida|Spridning av|Se över|Ta (?:fram|med|kontakt"
    r"|upp)|Utse"
    r"|Skicka|Boka|Bjuda in|Göra|Sammanställa|Kontakta|Fördela|Resurssätta|Lägga (?:in|upp|till)|"
    r"Förankra|Återrapportera|Stämma av|Kalla|Planera|Skriva|Lyfta|Uppdatera|Följa upp|Anmälan senast"
    r"|Inspel senast"
    r"|Svar senast|Synpunkter senast|Återkoppling senast|Meddela|Mejla|Lämna|Rapportera|Revidera|Samordna"
    r"|Svara|Anmäl"
    r"|Bjud in|Undersök|Kolla|Ring|Fylla? i|Säkerställa?|Följ upp|Stäm av|Beställa?|Köpa? in|Hämta|Publicera"
    r"|Förbereda?|Färdigställa?|Samla in|Boka|Skicka|Kontakta|Läggs i|Läggs upp|Läggs ut|Skickas|Meddela)"
)
GIVEN_TASK = re.compile(
    r"\b(?:(?:ger|gav|ge|ges|gavs) [^.]{2,40} i uppdrag|[Uu]ppdra(?:s|r)? åt|uppdrar till|erbjöd sig"
    r"|erbjuder sig"
    r"|har i uppgift"
    r"|fick ansvar|(?:får|fick) i (?:uppgift|uppdrag)|"
    r"får ansvar|fick till uppgift|(?:får|fick) (?:(?:ett|fortsatt|nytt|förnyat|även"
    r"|också) )*(?:i )?uppdrag(?:et)?"
    r"|ges (?:\w+ )?i uppdrag"
    r"|gavs (?:\w+ )?i uppdrag|har (?:fått )?i uppdrag|åtog sig|åtar sig|tog på sig|tar på sig|lovade"
    r"|lovar|"
    r"uppmanas|uppmanades|ombeds|ombads|uppdrogs åt|uppdras åt|uppdrar åt)\b"
)
WILL_BE = re.compile(
    r"\b(?:ska|skall|behöver|kommer(?: att)?|bör)\s+(?!presenteras|användas|gälla|vara"
    r"|kunna)(?:[a-zåäö]+ ){0,2}?"
    r"(?:[a-zåäö]+(?:as|es|tas|las|ras|ns|rs)\b"
    r"|utses|ses över)|\bkommer(?: att)? (?:återkoppla|återkomma|skicka|bjuda|kalla|undersöka|ta fram)\b"
)
PASSIVE_DO = re.compile(
    r"(?P<before>^[^,:;]{0,70}?)\b(?:ska|skall|behöver|kommer(?: att)?)\s+(?:[a-zåäö]+ ){0,2}?(?:utses"
    r"|tillsättas|utredas|ordnas|beställas|köpas in|tas upp|skrivas fram|arbetas fram"
    r"|göras|läggas"
    r"|genomföras|skickas|bildas|tas fram|tas med|ses över|bokas|bjudas in|spridas|återkopplas|undersökas"
    r"|följas upp"
    r"|sammanställas|fördelas|inledas|kontaktas|"
    r"uppdateras|revideras|kompletteras|förankras|lyftas|stämmas av|erbjudas|publiceras|skrivas|planeras"
    r"|redovisas"
    r"|beredas|samordnas|meddelas|förberedas|påbörjas|formuleras|kallas|bokas)\b",
    re.IGNORECASE,
)
FOLLOWED = re.compile(
    r"(?:Ny )?(?:[Åå]terkoppling|[Uu]ppföljning|[Aa]vstämning|[Åå]terrapportering) (?:sker|görs|ges"
    r"|lämnas|tas) "
)
NOUNS_THAT_DO = re.compile(
    r"(?=[A-ZÅÄÖ])(?:[\wåäöÅÄÖ-]+s )?[\wåäöÅÄÖ-]*(?i:aren|arna|chef(?:en|erna)?|direktör(?:en|erna)?"
    r"|strateg(?:en|erna)?|ledare|jurist(?:en)?|ekonom(?:en)?|sekreterare|samordnare|ordföranden?|personerna"
    r"|staben"
    r"|enheten|förvaltning(?:en|arna)|kansliet|teamet|teamen|gruppen|grupperna|utskottet|nätverket|presidiet"
    r"|kommunen"
    r"|kommunerna|regionen|parterna|förbundet|ledningen|sjuksköterskan|kuratorn|rektorn|rektorerna"
    r"|organisationerna"
    r"|föreningen|föreningarna|centralen|myndigheten|polisen)(?: (?:i|på|för|från) [\wåäöÅÄÖ ]{2,30})?$"
)
TELLS = re.compile(
    r"(?:presenter|framhåll|vis|beskriv|öppn|häls|inform|berätt|redovis|tack|avslut|förklar|beton|men|ans"
    r"|tyck|påpek"
    r"|undr|fråg|ställ|se|upplev|arbet|ha|ä|ka|vill|stå|konstater|noter|föredr|inled|gå|"
    r"sammanfatt|uttryck|delt|sakn|start|finn|påminn|belys|reflekter|föresl|önsk|instämm|hänvis|tro|hopp"
    r"|anmäl|kom"
    r"(?=mer\b)|ble|få|bo|leder|led|svar|summer|visst|beröm|gratul|poäng|understryk|diskuter|"
    r"sitt|yrk|reserver|ligg|gäll|handl|innehåll|bygg|utgå|bestå|kost|driv|öka|minsk|väl|läm(?!nar)|ku)(?:er"
    r"|ar|r|år|s"
    r"|es)?$"
)
PASSIVE_NOW = re.compile(
    r"\b(?:skickas|tas (?:upp|fram|om hand)|skrivs (?:fram|om)|arbetas fram|lyfts|bjuds in|kallas"
    r"|följs upp|redovisas"
    r"|sammanställs|sprids|bokas|utses|publiceras|revideras|uppdateras|kompletteras|återrapporteras"
    r"|återkopplas|återkommer|stäms av|förankras"
    r"|planeras om)\b"
)
SHORT_PASSIVE = re.compile(
    r"^(?:[\w-]+ )?(?:läggs(?! till handl)|sprids|delas|mejlas|bjuds in|tas med|tas upp)\b", re.IGNORECASE
)
LAST_DAY = re.compile(r"(?:^|, )((?:Inspel|Anmälan|Svar|Synpunkter|Återkoppling|Underlag) senast .+)$")
