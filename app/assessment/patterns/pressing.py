"""Judging, making light, confronting, persuading."""

from app.assessment.patterns.build import ITS, YOURE, anywhere, opening

MINIMIZING = anywhere(
    r"(?:have|has|had|got|having|see|seen) (?:it |things |a lot |much |so |way |even )*"
    r"(?:worse|harder|it harder)\b",
    r"(?:not|\w+n't|cannot be|can't be) (?:sound |seem |look |be |really |actually |all |quite"
    r" )*(?:that|so|all that) "
    r"(?:bad|serious|hard|terrible|big)\b",
    r"(?:could|might) (?:be|have been) (?:a lot |much |way |so much )?worse",
    r"worse (?:things|off)\b",
    r"(?:the )?(?:bright|positive) side\b",
    r"i'm sure (?:it|that|this|things|everything|you|she|he|they|your \w+|<\w+>|\w+ )"
    r".{0,40}?(?:fine|okay|all right|well|out|bad|better|mean|love|did not|didn't)\b",
    r"(?:it|that|this|things|everything)(?:'ll| will|'s going to| is going to) (?:all |just )?"
    r"(?:be (?:fine|okay|ok|all right|alright)|pass|blow over|get better|work)\b",
    r"will (?:\w+ )?(?:work (?:itself|themselves|\w+ )?out|blow over|pass|sort itself)\b",
    r"you(?:'ll| will) (?:just )?(?:get over|be (?:fine|okay|ok|all right|over)|grow out"
    r"|laugh about|feel better (?:tomorrow|soon|in))",
    r"(?:just |have to |need to |should |gotta |time to )get over (?:it|this|that|him|her)\b",
    r"(?:every ?body|every ?one|every \w+|all \w+|we all|they all|lots of \w+|plenty of \w+|"
    r"most \w+|other \w+) "
    r"(?:goes|go|feels?|has|have|gets?|deals?|fights?|drinks?|does|do|argues?|loses?|survives?"
    r"|struggles?|had|say|says) ",
    r"every ?(?:body|one)(?:'s| is) a (?:bit|little)\b",
    r"(?:no|not a|not such a|isn't a|not that big a) big deal",
    rf"{ITS} (?:just|only) (?:a|an|one|your|some)\b(?! (?:excuse|cop))",
    r"every ?(?:body|one) (?:\w+ ){0,4}?(?:sometimes|your age|at some point|now and then)\b",
    r"(?:come and go|things like that happen)\b",
    rf"{ITS} (?:really )?(?:nothing|just life|only|part of life|just part)\b",
    r"time heals",
    r"happens? for a reason",
    r"overreact\w*",
    r"(?:making|make) (?:too much|a mountain|such a big|a big deal|a fuss)",
    r"(?:too|so|over) ?(?:sensitive|dramatic)\b",
    r"cheer up\b",
    r"(?:just|only) (?:a|one|an|your) (?:phase|bad|dog|rough|tough|little|few|test|number"
    r"|glass)\b",
    r"(?:a lot|so much|plenty|lots|things) to be (?:thankful|grateful|happy) (?:for|about)",
    r"be (?:thankful|grateful|glad|happy) (?:for|that|you|about|it)",
    rf"{YOURE} (?:so |really |very |pretty |actually |one of the )*lucky",
    r"all in your head",
    r"all the people who",
    r"what's the big deal",
    r"(?:nothing|no reason) to (?:be|feel|cry|worry|get)",
    r"compared to (?:most|other|what|some|people)",
    r"don't (?:really |actually )?mean it\b",
    r"that's (?:nothing(?! to do)|what (?:teenagers|kids|men|couples|families) do)\b",
)
AT_LEAST = opening(r"at least\b")
_INSULT = (
    r"(?:selfish|irresponsible|immature|childish|ridiculous|lazy|stupid|pathetic|disgusting|"
    r"disgraceful|weak|crazy|dumb|foolish|reckless|manipulative|ungrateful|spoiled|cruel|rude|"
    r"silly|difficult|impossible|hypocrit\w+|a liar|a coward|a drunk|an alcoholic|an addict|"
    r"a bully|a (?:bad|terrible|lousy|awful) \w+)"
)
JUDGING = anywhere(
    rf"{YOURE} (?:just |really |so |kind of |clearly )*(?:being )?(?:so |really |very |just "
    rf"|a bit )*{_INSULT}\b",
    rf"(?:{_INSULT}|terrible|horrible|awful|mean) (?:of you|thing to (?:say|do)|excuse|way to"
    r" (?:act|behave|treat))",
    r"how dare you|how (?:could|can) you (?:\w+ )?(?:do (?:this|that|such|something)|say|let"
    r"|be so|even|leave|treat|hit|drink|drive|just|think|sit|live with)\b",
    r"what(?:'s| is) (?:wrong|the matter) with you\b",
    r"(?:be )?ashamed of yourself",
    r"shame on you",
    r"(?:a|your) (?:bad|terrible|lousy|poor) attitude",
    r"what (?:kind|sort) of (?:an? )?(?:\w+ )?(?:mother|father|parent|dad|mom|man|woman|person"
    r"|son"
    r"|daughter|nurse|friend|example|husband|wife)\b(?! (?:do|would|did) you (?:want|like"
    r"|hope|wish))",
    r"what were you thinking\b",
    r"(?:it's|that's|this is|is) (?:all |really |partly )?your (?:own )?fault",
    r"(?:it|this) on yourself\b",
    r"of all people",
    r"know better\b",
    r"(?:a|no) (?:real |good |decent )?(?:father|mother|man|parent|nurse) (?:doesn't|wouldn't"
    r"|would)",
)
CONFRONT = anywhere(
    r"in denial\b",
    r"(?:making|make|full of|no more|out of) excuses|(?:an excuse|a cop-?out|excuses)\b",
    r"i (?:don't|can't|do not) (?:really |quite )?(?:believe|buy)\b",
    rf"{YOURE} (?:just |only |still |clearly |really |simply )*"
    r"(?:lying(?! awake| in| down| there| on)|fooling|kidding|ignoring|just like your|wrong"
    r"|avoiding|dodging|hiding"
    r" behind|wasting|blaming|refusing"
    r"|making this|playing|pretending|minimizing|not (?:really |even )*(?:being |here )?"
    r"(?:honest|telling|trying|taking|serious|listening|cooperating|to work|to change))",
    rf"{YOURE} the one who (?:made|chose|did|got|hit|drank|started|put|broke|shoved|pushed"
    r"|left)",
    r"you (?:keep|are|always) (?:on )?(?:avoiding|dodging|blaming|denying|lying|making|running"
    r"|changing)",
    r"you (?:never|don't|won't|refuse to) (?:ever )?(?:take (?:any )?responsibility|want to"
    r" change"
    r"|want help|even try|seem to (?:care|want)|listen)",
    r"you (?:can't|cannot) (?:just|simply|keep)\b",
    r"(?:isn't|is not|aren't|won't|not) (?:going to )?(?:solve|fix) (?:anything|this|it)",
    r"(?:won't|will never|not going to|never going to) get better\b",
    r"if you (?:won't|can't even|hadn't|wouldn't|behave|act)\b|\bif your \w+ (?:really"
    r" )?mattered",
    r"you wouldn't be (?:here|in this)|\bare you sure (?:you|it|that) (?:\w+n't)\b",
    r"(?:throwing away|against the law|look at yourself|losing it|turning into your"
    r"|(?<!how )do you (?:even )?see (?:how|what))\b",
    r"(?:you|it's|that's) (?:\w+ )?(?:no wonder)|\bno wonder (?:you're|there's|she|he|they)\b",
    r"you (?:can't|cannot|can not) (?:just |really |keep |possibly |go on )*"
    r"(?:blam\w+|run\w*|hid\w+|expect|believe|keep|go on|avoid\w*|be serious|have it both|blame"
    r"|tell me|pretend\w*|say|talk|drink|treat|seriously)",
    r"if you (?:really|actually|truly|honestly) ",
    r"you (?:keep saying|say|said|told me|claim|tell me|call it) .{0,70}?"
    r"(?:\bbut\b|\byet you)(?! part| something)",
    r"(?:let's|let us) (?:just )?(?:be (?:honest|real|clear)|face it|not pretend)",
    r"that's not (?:what (?:you|happened|the|it)|true|how|the (?:truth|whole|real))",
    r"if you (?:keep|don't|go on) .{0,60}?(?:you'll|you will|you're going to|will|'ll) ",
    r"you (?:obviously|clearly) (?:don't|do not|aren't|have a|need|can't|didn't)",
    r"(?:did|do|doing) (?:this|that|it) to yourself",
    r"with (?:that|this|an|your) attitude",
    r"(?:nobody|no one) (?:else|made you|forced you|is making you|put)\b(?! (?:noticed|asked"
    r"|saw))",
    r"(?:give me a break|don't give me|play(?:ing)? games|grow up|man up|get real|admit it)\b",
    r"(?:i (?:don't|can't) (?:see|think) (?:how )?you're|i doubt (?:that|you))\b",
    r"(?:own up|face (?:facts|reality|the facts)|take responsibility)\b",
    r"(?:sounds|looks|seems) like (?:an excuse|denial|you're (?:in denial|making|avoiding"
    r"|blaming))",
    r"(?:has|have|had|got) a point\b",
    r"(?:maybe|perhaps) (?:your|she|he|they|the) .{0,40}?(?:is|was|are|were) right\b",
    r"wouldn't want you to",
    r"you(?:'ve| have) (?:got )?(?:no one|nobody) (?:else )?to blame",
    r"whose (?:fault|choice|idea)",
    r"(?:really|honestly|actually) (?:think|believe|expect) (?:i|anyone|that|me|it)",
)
CONFRONT_START = opening(
    r"(?:come on|oh please|please)(?=[,.!?]|$| you)(?! in)",
    r"stop (?:mak|blam|avoid|lying|pretend|play|hid|feeling sorry|deny|runn|be)\w*",
    r"no, ",
    r"(?:really|seriously)\?",
)
PERSUADE = anywhere(
    r"(?:don't|can't|do not|didn't) you (?:even |at least |ever )?"
    r"(?:think (?!about)|see|want|care|understand|realize|believe|love|owe|feel (?:bad|guilty))",
    r"wouldn't (?:it|you|that|your \w+) (?:be|feel|like|rather|make|want)\b",
    r"isn't it (?:time|about time|better)",
    r"(?:have|got|need|must|has) (?:to )?(?:admit|understand|see that|realize|accept)\b",
    r"(?:promise me|do you have any idea)\b",
    r"surely\b",
    r"you could (?:kill|hurt|lose|die|end up|have killed)\b",
    r"your \w+ would be (?:hurt|ashamed|disappointed|heartbroken|devastated|better off)\b",
    r"the (?:fact|truth|point|reality) is\b",
    r"for your own (?:good|sake)",
    r"you'll (?:thank|regret|see that|be glad|feel (?:so much |much |a lot )?better (?:once|if"
    r"|when))",
    r"you don't want .{0,60}?do you\b",
    r"you'd (?:feel|have|get) (?:so |a lot |much )*(?:better|happier|healthier|easier|more)",
    r"(?:your|the) (?:\w+ )?(?:kids?|family|wife|husband|daughter|son|mother|mom|children"
    r"|parents|girl|boy) "
    r"(?:deserves?|needs? you|only wants?|is only|are only|just wants?)",
    r"do you (?:really |honestly )?want to (?:lose|end up|be like|become|spend your|turn into"
    r"|keep)",
    r"you owe (?:it|him|her|them)",
    r"only (?:trying|want) (?:to help|what's best)",
    r"what (?:would|does|do) (?:your|that|this|the|it) .{0,30}?(?:to your|to her|to him|to"
    r" them|to the people)",
    r"(?:is|are|has been) (?:hurting|killing|ruining|destroying|damaging) (?:you|your)\b",
)
PERSUADE_START = opening(
    r"think about (?:that|it)[.!]*$",
    r"(?:trust|believe) me\b",
    r"(?:think (?:of|about)) (?:your|what|how|the) .{0,50}?"
    r"(?:family|future|kids?|health|children|wife|husband|daughter|son|mother|mom|doing to"
    r"|would)",
)
