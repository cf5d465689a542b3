/** Words that decide whether a thing is said, denied or only spoken of. Folded: lower case, without accents. */

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ''))

/** Phrases by their first word. */
export type Phrases = ReadonlyMap<string, string[][]>

const phrases = (list: string[]): Phrases =>
  Map.groupBy(
    list.map((phrase) => phrase.split(' ')),
    ([first = '']) => first,
  )

/** They deny the noun behind them: "no login", "without accounts". */
export const DETERMINERS = set(
  'no zero neither nor none lacks lacking without kein keine keinen keiner keinem keines ohne weder noch aucun aucune sans ni sin ningun ninguna ninguno sem senza',
)
/** Of these, the ones that let a whole list of nouns follow: "without accounts, payments and ads". */
export const PREPOSITIONAL = set('without ohne sans sin sem senza neither weder lacks lacking')
/** They deny what is done: "does not send", "never asks for". */
export const ADVERBS = set(
  "not never cannot nobody nothing dont doesnt isnt avoid avoids avoiding skip skips skipping exclude excludes excluding omit omits drop drops nicht nie niemals pas jamais nunca jamas n't",
)
/** "not only", "no later": nothing is denied. */
export const VOIDING: Record<string, ReadonlySet<string>> = {
  not: set(
    'only just merely simply solely necessarily mention more less later fewer unlike every everyone everybody all each always',
  ),
  "n't": set('only just merely simply have'),
  no: set('more less later fewer doubt matter wonder sooner solo solamente'),
  nicht: set('nur bloss lediglich mehr jeder alle alles immer'),
  pas: set('seulement uniquement que'),
  nothing: set('but less short'),
  never: set('mind'),
}
/** Nouns that a denial passes through: "no need for login", "no support for payments". */
export const TRANSPARENT = set(
  'need needs support kind kinds sort sorts form forms type types use dependency dependencies dependence integration integrations connection connections requirement plan plans intention reason notion concept trace besoin necesidad bedarf bedurfnis possibility way ability own',
)
export const PREPOSITIONS = set(
  'in on at of for from by with to into onto about over under through between during per via as than fur von mit im am beim zum zur bei aus durch pour de dans avec par sur entre para en con por del al desde sobre',
)
/** A denial in front of them does not reach what stands behind. */
export const STOPS = set(
  'but however although though because since so which who whom whose when while whenever where if unless until after before then yet instead except aber sondern weil wenn falls obwohl sobald damit mais car quand lorsque si qui pero sino porque cuando aunque therefore hence thus otherwise still just only',
)
/** Behind the thing: it is denied for some case only, so it is there. */
export const LIMITS = set(
  'again until unless except twice when whenever if before after outside beyond without besides longer more larger than exceeding bis ausser wenn bevor nachdem jusqu sauf quand hasta salvo excepto cuando',
)
/** Neither a login that is never slow nor an upload that never fails is missing. */
export const TROUBLES = set(
  'delay delays delayed latency lag lags error errors failure failures failing fail fails failed issue issues problem problems bug bugs downtime outage outages limit limits limitation limitations restriction restrictions fee fees hassle loss losses lose loses losing lost leak leaks leaking leaked conflict conflicts duplicate duplicates duplicated timeout timeouts crash crashes crashing break breaks breaking block blocks blocking interrupt interrupts interrupted interruption forget forgets miss misses missing slow slower slowly wait waits waiting expose exposes exposing corrupt corrupts stall stalls freeze freezes hang hangs share shares shared gap gaps friction attempts attempt verlust verluste fehler verzogerung verzogerungen ausfall ausfalle verliert verlieren probleme retard retards erreur erreurs perte pertes panne pannes retraso retrasos errores perdida perdidas fallos fallo plaintext readable guess guessable mistake mistakes trouble',
)
/** "We removed login": only where those speak who build it; what users remove is there. */
export const REMOVED = set(
  'removed dropped ditched scrapped abandoned entfernt abgeschafft supprime eliminado',
)
export const BUILDERS = set('we i wir ich nous')
/** It is not decided: "maybe with search". */
export const UNSURE = set('maybe perhaps possibly vielleicht eventuell moglicherweise quizas')
export const UNDECIDED = set(
  'know sure unsure decide decided undecided clear unclear open weiss unklar offen sais saber se',
)
export const NOTHINGS = set('nothing nobody none nichts niemand niemanden rien personne nada nadie')
/** They begin a clause of their own. */
export const SUBJECTS = set(
  'it we they he she you i this that there users people everyone customers each every es wir sie er ich man jeder on il elle nous ils cada todos usted',
)
export const VERBS = set(
  "is are was were be been has have had do does did can could will would should must may might shall needs need uses use using sends send stores store shows show lets let allows allow supports support runs run works work provides provide offers offer gets get makes make keeps keep reads read writes write takes take gives give includes include requires require wants want has contains connects integrates syncs imports exports calculates converts prints returns becomes handles processes ist sind war hat haben kann konnen soll sollen muss mussen wird werden braucht brauchen sendet speichert zeigt est sont ont peut doit doivent envoie utilise es son tiene tienen puede pueden debe deben envia usa hay doesn't don't isn't aren't can't won't shouldn't",
)
/** Of the verbs, those that begin a statement wherever they stand. */
export const FINITE = set(
  'can could will would should must may might shall is are was were kann konnen soll muss ist sind wird peut doit est sont puede debe es son',
)
export const COPULAS = set(
  'is are was were will should would must be being do does need needs it they currently explicitly definitely really at all simply also both all ist sind wird werden est sont sera es son sera seran esta estan',
)
export const NOTS = set("not isn't aren't won't wasn't weren't shouldn't don't doesn't never nicht pas no")
/** "is not …": it is not there. Not so "is not slow". */
export const NEEDED = set(
  'needed need required necessary wanted included planned part scope supported desired used offered there present provided foreseen intended available asked goal important exist exists happen yet implemented covered considered priority relevant applicable concern notig erforderlich vorgesehen geplant benotigt gewunscht notwendig teil gebraucht enthalten verlangt unterstutzt necessaire necessaires requis prevu prevue prevus inclus incluse requise besoin necesario necesaria necesarios incluido incluida requerido previsto falta',
)
/** Behind "is", or behind the thing itself: it is not there. */
export const ABSENT = set(
  'unnecessary unneeded unwanted excluded omitted superfluous irrelevant forbidden prohibited dropped disabled absent unsupported unnotig entfallt uberflussig ausgeschlossen inutile exclu exclue exclus innecesario innecesaria excluido excluida sobra sobran',
)
export const ABSENT_PHRASES = phrases([
  'out of scope',
  'out of the scope',
  'left out',
  'off the table',
  'non goal',
  'a non goal',
  'non goals',
  'no goal',
  'no longer needed',
  'no longer required',
  'hors perimetre',
  'hors du perimetre',
  'hors sujet',
  'fuera de alcance',
  'fuera del alcance',
  'ausserhalb des umfangs',
  'of no use',
  'of no concern',
  'kein thema',
  'no part',
  'kein teil',
  'not',
  'nicht',
  'out',
  'no hace falta',
  'no hacen falta',
])
export const ALIKE_PHRASES = phrases([
  'so is',
  'so are',
  'same goes for',
  'same applies to',
  'same for',
  'ebenso',
  'de meme pour',
  'lo mismo',
])
export const LATER_PHRASES = phrases([
  'for later',
  'later version',
  'later versions',
  'later release',
  'come later',
  'comes later',
  'be added later',
  'added later',
  'follow later',
  'follows later',
  'future version',
  'future release',
  'in the future',
  'nice to have',
  'maybe later',
  'some day',
  'version 2',
  'v2',
  'second version',
  'next version',
  'not yet',
  'spatere version',
  'spateren version',
  'kommt spater',
  'kommen spater',
  'plus tard',
  'mas adelante',
  'version futura',
])
/** A bare answer: "Login: no", "Payments? None." */
export const REFUSALS = set(
  'no none nope nah never not nein keine keiner kein nicht non aucun aucune ninguno ninguna nada nothing nada n/a false off skip',
)
export const CONSENTS = set('yes yep yeah sure definitely absolutely ja doch oui si true on はい そうです')
export const ORS = set('or nor oder noch ou ni o')
export const ANDS = set('and und et y plus e sowie as')
export const INSTEAD_PHRASES = phrases([
  'instead of',
  'rather than',
  'free of',
  'anstatt',
  'statt',
  'anstelle von',
  'au lieu de',
  'en lugar de',
  'en vez de',
])
/** What another product is named for: it is compared, not used. */
export const COMPARING_BEFORE = set(
  'like unlike than versus vs wie comme como beats replaces replacing replace resembles imitates mimics cloning clones',
)
export const COMPARING_BEFORE_PHRASES = phrases([
  'instead of',
  'rather than',
  'similar to',
  'inspired by',
  'alternative to',
  'alternatives to',
  'compared to',
  'compared with',
  'competitor to',
  'competitor of',
  'clone of',
  'copy of',
  'replacement for',
  'away from',
  'competes with',
  'compete with',
  'alternative zu',
  'ersatz fur',
  'anstelle von',
  'anstatt',
  'statt',
  'au lieu de',
  'alternative a',
  'en lugar de',
  'alternativa a',
  'think of',
  'ahnlich wie',
  'in the style of',
  'modelled on',
  'modeled on',
])
export const COMPARING_AFTER = set(
  'alternative clone killer competitor style like flavored flavoured inspired esque replacement klon ersatz',
)
/** "services like Stripe" gives an example of what is used. */
export const EXAMPLES = set(
  'services service tools tool apps providers provider platforms platform apis api gateways systems systeme dienste dienst anbieter servicios services outils plataformas features things sources such channels vendors integrations networks',
)
/** "this web app" is the one that is spoken of all along. */
export const DEFINITES = set('this our my the diese dieser unsere unser meine notre cette nuestra esta')
/** Behind a kind they go on to say what it does, or only what sort of thing it is: "a CLI tool that". */
export const AFTER_KIND = set(
  'app application tool program project product platform service package client server game site software system interface written running called named built made about around without like similar using please only too as well instead alone',
)
