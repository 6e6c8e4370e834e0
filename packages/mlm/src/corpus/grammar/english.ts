import { type Grammar, readGrammar } from './grammar.ts'

/**
 * The rules. A row is its share among the rows of the same left-hand side, then the rule. Small letters are
 * features that take every value: numbers n and m, classes c, and the depth d that relative clauses may still
 * nest, so `d-1` ends the recursion and bounds the length. What agrees has the same letter.
 */
const rules = `
  55  Sentence                 → NP[2,n,c] VP[0,n,c]
  45  Sentence                 → NP[1,n,c] VP[1,n,c]

  20  NP[d,n,c]                → Det[n] Noun[n,c]
  30  NP[d,n,c]                → Det[n] Adjective[c] Noun[n,c]
  20  NP[d,n,c]                → Det[n] Noun[n,c] PP
  30  NP[d,n,c]                → Det[n] Noun[n,c] Relative[d-1,n,c]
   1  PP                       → Preposition Det[n] Noun[n,place]

  45  Relative[d,n,c]          → That VP[d,n,c]
  40  Relative[d,n,c]          → That NP[d,m,animate] Verb[m,animate,c]
  15  Relative[d,n,c]          → That NP[d,m,animate] Frequency Verb[m,animate,c]

  80  VP[d,n,c]                → Action[d,n,c]
  20  VP[d,n,c]                → Frequency Action[d,n,c]

  10  Action[d,n,c]            → Verb[n,c,none]
  15  Action[d,n,c]            → Verb[n,c,none] Manner
  15  Action[d,n,c]            → Verb[n,c,none] PP
  60  Action[d,n,animate]      → Verb[n,animate,c] NP[d,m,c]
  60  Action[d,n,food]         → Verb[n,food,animate] NP[d,m,animate]
  60  Action[d,n,place]        → Verb[n,place,animate] NP[d,m,animate]
`

/** The words, the most frequent first; singular/plural. A verb says its number, its subject and its object. */
const lexicon = `
  That: that
  Det[sg]: the this every one each
  Det[pl]: the these some many few
  Preposition: near behind beside under inside
  Frequency: often never always seldom
  Manner: quietly slowly again today together

  Noun[n,animate]: dog/dogs child/children cat/cats farmer/farmers bird/birds woman/women horse/horses
    doctor/doctors king/kings teacher/teachers sailor/sailors
  Noun[n,food]: apple/apples cake/cakes egg/eggs potato/potatoes pear/pears carrot/carrots pie/pies
    melon/melons onion/onions
  Noun[n,place]: house/houses tree/trees river/rivers hill/hills garden/gardens bridge/bridges barn/barns
    tower/towers tent/tents

  Adjective[animate]: old happy young brave tired
  Adjective[food]: sweet fresh ripe bitter juicy
  Adjective[place]: quiet dark distant empty lovely

  Verb[n,animate,none]: sleeps/sleep laughs/laugh runs/run sings/sing waits/wait dances/dance smiles/smile
    coughs/cough
  Verb[n,food,none]: rots/rot cools/cool ripens/ripen softens/soften shrinks/shrink
  Verb[n,place,none]: burns/burn shakes/shake shines/shine falls/fall vanishes/vanish
  Verb[n,animate,animate]: sees/see likes/like follows/follow hears/hear helps/help chases/chase visits/visit
    calls/call
  Verb[n,animate,food]: eats/eat tastes/taste cooks/cook bakes/bake peels/peel chews/chew
  Verb[n,animate,place]: enters/enter leaves/leave paints/paint finds/find guards/guard crosses/cross
  Verb[n,food,animate]: feeds/feed delights/delight tempts/tempt sickens/sicken
  Verb[n,place,animate]: scares/scare shelters/shelter puzzles/puzzle hides/hide
`

/**
 * The embedded corpus: English-like sentences whose verbs agree with their subjects across nested relative
 * clauses and prepositional phrases, and choose subjects and objects of their class.
 */
export const english: Grammar = readGrammar({
  rules,
  lexicon,
  features: {
    n: ['sg', 'pl'],
    m: ['sg', 'pl'],
    c: ['animate', 'food', 'place'],
    d: ['0', '1', '2'],
  },
})
