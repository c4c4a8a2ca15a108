"""Statements about the client, and what they add to the client's words."""

from app.assessment.patterns.build import anywhere, opening

FEELING = anywhere(
    r"(?:angry|anger|furious|infuriat\w+|mad|rage|irritated|annoyed|frustrat\w+|resent\w*"
    r"|bitter)\b",
    r"(?:fed up|sad|sadness|sadden\w*|hurts?|hurting|pain|painful|grie[fv]\w*|heartbroken"
    r"|unhappy)\b",
    r"(?:depress\w+|miserable|hopeless\w*|helpless\w*|despair\w*|empty|emptiness|numb|lost)\b",
    r"(?:lonely|loneliness|all alone|alone|isolated|abandoned|rejected|left out|unwanted"
    r"|unloved)\b",
    r"(?:afraid|scar(?:ed|es?|y|ier|ing)|fear\w*|terrif\w+|frighten\w*|anxious|anxiety"
    r"|panic\w*)\b",
    r"(?:worr(?:y|ied|ies|ying)|nervous|dread\w*|tense|on edge|asham\w+|shame|guilt\w*)\b",
    r"(?:embarrass\w*|humiliat\w+|worthless|small|judged|disappoint\w*|let down|betray\w*)\b",
    r"(?:trapped|stuck|cornered|overwhelm\w*|exhaust\w*|worn out|stress\w*|upset|sore|jealous)\b",
    r"(?:proud|hopeful|relie(?:f|ved)|happy|joy|excited|misses?|miss)\b",
)
STEM = opening(
    r"(?:it|that|this)?(?:'s)? ?(?:really |almost |just )*(?:sounds|seems|looks|feels) (?:to"
    r" me )?(?:like|as if|as though|that)\b",
    r"(?:it|that|this|everything|things) (?:really |just |must )?(?:sounds|seems|feels|must)\b",
    r"(?:i|i'm|what i'm|what i|if i) (?:can |do |really |am |just )*(?:hear(?:ing)?|sense|get"
    r" the sense|get the (?:feeling|impression)|imagine|see|tell|notice)\b(?! how (?:hard|much"
    r"|well) you)(?! how much effort)",
    r"i (?:can )?(?!see how (?:hard|much|well))(?:hear|see|sense|imagine|tell|get|notice"
    r"|gather|take it)\b(?=.{0,40}\byou)",
    r"(?:in other words|from what you|the way you|as you see it|for you,|to you,|if i (?:hear"
    r"|understand)|when you (?:talk|say|think|tell|speak))",
    r"you(?:'re| are|'ve been)? (?:saying|said|telling|told|mean|feel|felt|feeling|think"
    r"|thought|sound|seem|believe|describe|mentioned)\b",
    r"(?:part of you|a part of you|there(?:'s| is) (?:a )?(?:part|something)|something in you"
    r"|one part of you)\b",
    r"(?:on (?:the )?one hand|underneath|deep down|behind|at the same time)\b",
    r"(?:it's|it is|that's|it was) (?:almost )?(?:like|as if|as though)\b",
    r"(?:no wonder you (?:feel|felt|don't|didn't|want)|it makes sense (?:that|you)|of course"
    r" you)\b",
)
DOUBLE_SIDED = anywhere(
    r"on (?:the )?one hand\b",
    r"part of you\b",
    r"one part of you\b",
    r"at the same time\b",
    r"(?:and|but) yet\b|\band still\b",
    r"torn\b|\bmixed\b|\bboth\b",
    r"(?:although|even though|as much as) .{0,60}?\byou\b",
)
MEANING = anywhere(
    # values, wishes, meanings
    r"(?:matters?|means? (?:something|a|that|so|more|the world)|important|value|worth"
    r"|respect\w*|trust\w*|dignity|freedom|fair(?:ness)?)\b",
    r"you(?:'d|'ve always| really| still| just| would)? (?:want(?:ed)?|need(?:ed)?|wish(?:ed)?"
    r"|long(?:ed)?|hope[ds]?|love[ds]?|wonder\w*|question|care|like (?:some|to be|it if)"
    r"|believe|swore|look after|learned|decided)\b(?! (?:me to|to (?:leave|go|stop|talk|be"
    r" here)))",
    r"(?<!n't )(?:want|need|wish|love) (?:to be |someone|somebody|people|them |him |her |your "
    r"|more|things|peace|it to|that )",
    r"(?:care about|protect\w*|promised?|swore|prove|deserve|belong|hold (?:on|it)|hang on"
    r"|give up|gave up|let go)\b",
    r"(?:learned|taught you|costs? you|price|worth it|afford|enough for|never enough|good"
    r" enough|too late)\b",
    r"(?:easier|safer|harder|better) (?:to|than|not)\b",
    r"(?:underneath|deep down|behind|under (?:the|all)|beneath|really about|isn't really|not"
    r" really about|what's at stake|the point)\b",
    r"(?:in control|a say|being (?:heard|seen|treated|told|watched|looked|taken|left|alone"
    r"|here means)|seen as|taken seriously|told what to do|telling you what)\b",
    r"(?:you're|you are) (?:wondering|watching|waiting|hoping|trying to|looking for|ready"
    r"|carrying|holding|protecting|testing|grieving|longing)\b",
    # images
    r"(?:like (?:a|an|you're|you are|you have|one more|walking|carrying|drowning|holding"
    r"|everyone|there's|the)|as if|as though)\b",
    r"(?:wall|weight|heavy|burden|carr(?:y|ies|ying|ied)|drowning|walking on|crossroads|battle"
    r"|prison|cage|storm|fog|armor|mask|hole|knot|anchor|edge|bottle[ds]? up|shut (?:down|out)"
    r"|on your back|running on empty|tightrope|mountain|tunnel|door|center of)\b",
    # what it does to the person
    r"(?:takes|costs|leaves|eats|wears|gets|pulls|runs|decides|tells you|shows you) (?:\w+"
    r" )?(?:everything|you|more than|at you|under)\b",
    r"(?:nobody|no one|nowhere|everybody's|everyone|anymore|never)\b.{0,60}?(?:sees?|noticed?"
    r"|notices|asks?|asked|asking|knows?|knew|listens?|helps?|believes?|safe|told|cares?)\b",
    r"(?:miss(?:es|ing)?|used to be|no longer|stopped|gone|loss|losing|lose|lost)\b",
)
FIRST_PERSON = opening(
    r"(?:please|excuse me|give me|hold on|one moment|wait|sit|help yourself|make yourself"
    r"|come in|i|i'm|i've|i'll"
    r"|i'd|we|we're|we've|we'll|let me|let's|my|our|me)\b"
)
SIMPLE_SUBJECT = opening(
    r"you\b",
    r"(?:your|it|it's|that|that's|this|they|they're|he|he's|she|she's|there's|there|things"
    r"|people|other people|everybody\w*|everyone\w*|nobody\w*|no one|nothing|being|the|those"
    r"|these|his|her|their|all|not|between|nowhere\w*|something|somebody|someone|every|even"
    r"|when|since|after|with|at|in|for|sometimes|talking|because|if|<)(?:\b|(?<=<))",
    r"[a-z]+(?:'s)? (?:is|was|has|isn't|wasn't|knows?|doesn't|didn't|never|means?|feels?|felt"
    r"|makes?|made|got|gets|and)\b",
)
YOU = anywhere(r"(?:you|your|yours|yourself|you're|you've|you'd|you'll)\b")
DECLARATIVE = opening(
    r"(?:you|you're|you've|you'd|you'll|your|it's|that's|it sounds|it seems|sounds like|he|she"
    r"|they|part of you)\b"
)
# The word edge keeps "mmmm" from being cut up in ever more ways.
BACK_CHANNEL = opening(
    r"(?:(?:okay|ok|right|mm-?hm+|mhm|uh-huh|huh|hm+|mm+|i see|you're welcome|not at all|not"
    r" yet|exactly|neat|cool|sounds good|perfect|excellent|nice|got it|go on|sure|all right"
    r"|alright|yeah|yes|no|"
    r"fair enough|that makes sense|makes sense|that's clear|no problem|take your time|i know|i"
    r" understand|"
    r"anyway|i hear you|understood|gotcha|ha|haha|good|great|wow|oh|well|so|um|uh|really"
    r"|interesting|"
    r"let's see|i'm listening|thank you|thanks)\b[\s,.!-]*)+$",
)
ROOM = anywhere(
    r"(?:traffic|weather|rain\w*|snow\w*|coffee|tea|water|window|parking|heater|air"
    r" conditioning|monday|"
    r"tuesday|wednesday|thursday|friday|noise|chair|couch|tissues|hot in here|cold in here|in"
    r" here today|"
    r"good one|great story|plant)\b",
)
