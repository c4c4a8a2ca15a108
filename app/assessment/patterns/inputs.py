"""Information, advice, negotiation, options, and asking leave to give them."""

from app.assessment.patterns.build import anywhere, opening

_PUSH = r"(?:really |just |probably |definitely |also |maybe |simply |only |first |still )*"
ADVICE = anywhere(
    rf"(?<!much )(?<!what )you(?: and \w+ \w+| two)? {_PUSH}(?:should|shouldn't|ought to"
    r"|must|gotta|'d better|had"
    r" better|better)\b"
    r"(?! be (?:so |very |really )?proud| have (?:been|had|to)\b)",
    r"you'd better\b",
    rf"(?<!much )(?<!what )(?<!how )you(?:'ve| have)? {_PUSH}(?:need to|have to|got to|have"
    r" got to)\b"
    r"(?! know (?:that|if|whether|i)| feel| be (?:sure|able|strong|perfect)| fight| prove| handle"
    r"| carry| watch| hide| hold| protect)",
    r"what you (?:should|need to|have to|ought to|really need)\b",
    r"have you (?:ever |already |guys |even )*(?:tried|considered|thought (?:about|of)) (?!to )",
    r"(?:why don't you|why not|what if you|how about (?:you |we |just )?(?!we make|we"
    r" set)\w+ing|how about you)\b",
    r"how about (?:a|you|call|go|tak|talk|sett)\w*",
    r"(?:if i were you|in your (?:place|shoes|position),? i)\b",
    r"(?:my|some|a piece of|give you) advice\b",
    r"i(?:'d| would)? (?:strongly |really |highly |also )*(?:suggest|recommend|advise|urge"
    r"|encourage you)\b",
    rf"you (?:could|might|may) (?:want to |like to |also |always |{_PUSH})"
    r"(?:try|start|want|consider|go|make|write|ask|call|talk|use|look|join|set|do|take|keep|tell"
    r"|get|see|think|be|find|leave|pick|bring|switch|cut|pour|visit)\b",
    r"maybe (?:you )?(?:could|can|just|try|call|talk|go|it's time to|it would help)\b",
    r"(?:might|would|could|may|will|can) (?:really |also |definitely )*(?:help|be (?:good"
    r"|better|helpful"
    r"|useful|worth|healthier|wise|a good idea|best|smart)) (?:you )?(?:to|if you|for you to"
    r"|you to)\b",
    r"(?:the )?best (?:thing|way|bet|advice) .{0,25}?(?:is|would be|to do|to)\b",
    r"you(?:'d| would) be better off\b",
    r"(?:just|simply) (?:don't|do not|relax|breathe|try|stop|tell|ask|say no|let|quit|go|call"
    r"|talk|think|ignore|walk|leave|keep)\b",
    r"it's (?:important|best|a good idea|time) (?:that you|to|for you)\b",
    r"(?:exercise|technique|app|book|group|class|program|trick|hotline|meeting)s? "
    r"(?:that|which|for|called)\b",
    r"i (?:think|want|'d like|would like|'d love|need) you (?:to|should)\b",
    r"all you (?:have|need) to do\b",
    r"a (?:suggestion|safety plan)\b",
)
_ORDERS = (
    r"try|go|call|talk to|talk with|get|take|make|write|put|do|keep|stop|start|use|set|find|join|"
    r"ask|tell|focus|avoid|remember|relax|breathe|calm|consider|don't|do not|never(?!"
    r" \w+ing)|forget|let go|"
    r"ignore|leave|move|cut|quit|apologi[sz]e|spend|exercise|eat|drink|count|think of|think"
    r" about|"
    r"bring|throw|pour|schedule|practice|work on|pick|read|learn|wait|turn|lock|have (?:a|your"
    r"|some)|"
    r"give|show|say no|say sorry|say you|pray|download|delete|block|stay|walk|sleep|visit|invite|"
    r"be (?:more|patient|kind|careful|nice|strong|honest|open|the|a|there)|listen to|look for"
    r"|limit"
)
ADVICE_START = opening(
    r"(?:(?:please|maybe|perhaps|always|first|instead|next time|tonight|tomorrow),? |just )*"
    rf"(?:{_ORDERS})\b(?! me\b| us\b| on\b[.!]*$| ahead| your time| care\b| any (?:chair|seat)"
    r"| as (?:much|long)| (?:a )?seat| good day| yourself (?:comfortable|at home)| it[.!]*$"
    r"| (?:a )?(?:good|nice|great|safe)\b)",
)
PERMISSION = anywhere(
    r"(?:would|is|will|was) it (?:be )?(?:okay|ok|all right|alright|fine) (?:with you )?(?:if"
    r"|to|for me)\b",
    r"(?:okay|ok|all right|alright) (?:with you )?if (?:i|we)\b",
    r"(?:do|would) you mind (?:if|me)\b",
    r"mind if (?:i|we)\b",
    r"(?:can|could|may|might) i (?:just |maybe |please )?"
    r"(?:ask|share|tell you|offer|make|give you|suggest|say|check|mention|bring|explain|show"
    r"|add|stop you)\b",
    r"(?:if )?(?:it's|that's|it is) (?:okay|ok|all right|alright|fine) (?:with|by) you",
    r"if you(?:'d| would)? (?:don't mind|like)(?= me|,| a suggestion)",
    r"with your permission",
    r"are you (?:okay|comfortable|fine|all right) with (?:me|us|my)\b",
    r"would you (?:like|be (?:open|interested|willing|okay)|want) (?:to (?:hear)?|in|me to"
    r"|with)? ?"
    r"(?:\w+ ){0,3}?(?:suggestion|advice|idea|information|hear|share|tell|thought|what i)",
)
OFFER = anywhere(
    r"(?:suggest\w*|advice|an? (?:\w+ )?idea|ideas|recommend\w*|tips?|what (?:i|you could"
    r"|might)|something that (?:might|helps))\b",
)
INFORM_OFFER = anywhere(
    r"(?:information|what (?:we|research|the research) \w+|how \w+ works"
    r"|tell you (?:a bit |something |more )?about)\b"
)
NEGOTIATION = anywhere(
    r"(?:can|could|shall|should|would) we (?:agree|set|make a|try|plan|settle|come up|start"
    r" with)\b",
    r"(?:would|are|will) you (?:be )?willing to\b",
    r"let's (?:agree|set|come up|plan|make a (?:deal|plan|goal|safety)|try)\b",
    r"how about we (?:make|set|agree|start|plan|try)\b",
    r"(?:one|a|your|our) (?:small |first |realistic )?(?:goal|step) (?:for|around|this|you"
    r" could|that you)\b",
    r"(?:from now|between now) (?:until|and)\b",
)
OPTIONS = anywhere(
    r"(?:there are|you have|we have|there're|we've got) (?:a few|several|two|three|some"
    r"|different|a couple of|many)"
    r"(?: different| other)? (?:options|ways|choices|possibilities|paths|things (?:you|we"
    r"|people))",
    r"(?:one|another) (?:option|way|possibility|choice)\b (?:is|would|might|could)\b",
    r"you (?:could|can) (?:either|\w+ .{0,50}? or )\b",
    r"some people .{0,80}?(?:others|other people)\b",
    r"(?:either|whether it's) .{0,60}? or .{0,60}?(?:would|could|works)",
    r"a (?:few|couple of) (?:options|ways to go)\b",
)
_SUBJECT = (
    r"(?:anxiety|grief|depression|trauma|panic(?: attacks?)?|alcohol|stress|worry|therapy"
    r"|counseling|"
    r"anger|sleep|the (?:brain|body|liver|court|law|rules?|program|form|report|way|clinic"
    r"|number|test)|"
    r"liver \w+|withdrawal|drinking|memory|nightmares|flashbacks|grieving|hormones|shame"
    r"|insomnia|"
    r"confidentiality|probation|self-harm|nicotine|exercise|teenagers?|teen brains?|wine)"
)
INFORMATION = anywhere(
    r"(?:research\w*|stud(?:y|ies)|evidence|science|data|statistics|experts?|doctors) "
    r"(?:has |have |also |now )?(?:shows?|shown|suggests?|says?|finds?|found|tells?|think)\b",
    r"(?:many|most|a lot of|lots of|some|sometimes) (?:other )?"
    r"(?:people|folks|men|women|teens|teenagers|parents|clients|patients|drinkers|kids"
    r"|students|nurses"
    r"|couples|families|young people|guys)\b",
    r"confidential\w*",
    r"(?:stays?|remains?|kept) (?:here|between|in this room|private|with (?:me|us))",
    r"we (?:have|meet|'ve got|'ll have|'ll meet|usually) .{0,30}?(?:minutes|hour|weeks?"
    r"|sessions)\b(?! left)",
    r"(?:it's|that's|it is|is|are) (?:quite |very |pretty |really |also |actually |completely )*"
    r"(?:common|normal|natural|typical|a symptom|a sign|caused by|linked to|part of (?:grief"
    r"|the))\b",
    r"(?:usually|typically|generally|on average|in general|tends? to)\b",
    r"(?:\d+ ?%|percent)\b|\b(?:one|two|half|out) (?:in|out of|of) (?:three|four|five|ten|\d+)\b",
    r"i(?:'m| am) (?:a|one of the|still) (?:\w+ )?(?:trainee|student|intern|mandated|training)",
    r"(?:my supervisor|crisis line|help ?line|988|the hotline)\b",
    r"i(?:'m| am|'ll| will| have to| need to| would have to|'d have to) (?:have to |be )?"
    r"(?:break|report|required|be taking|taking|tak(?:e|ing) notes|send|write (?:a|the)"
    r"|mandated)",
    r"i (?:won't|don't|haven't|didn't|would never|will never|can't|only) (?:tell|told|pass"
    r"|share|repeat|report|write)\b|\bi'd have to\b|\bhow this works\b",
    r"is called\b|\bthat's called\b|\bit means that\b|\bwhat that means\b|\bwe call\b",
    r"unless (?:i|there's|someone|you're in) (?:think|believe|danger|risk|a)\b",
    r"(?:affects?|lowers|raises|reduces|increases) (?:your |the |how )?"
    r"(?:sleep|mood|memory|stress|brain|body|risk|liver|appetite|judgment)",
    r"(?:within|takes|lasts) (?:about |around )?(?:\w+ )?(?:to \w+ )?(?:minutes"
    r"|weeks|months|years|hours)\b.{0,30}(?:fade|pass|recover|heal)",
    r"(?:stir things up|the brain|the body's|nervous system|fight or flight)\b",
    r"isn't about|is not about",
)
INFORMATION_START = opening(
    rf"{_SUBJECT}(?: \w+){{0,3}}? (?:is|are|can|could|may|affects?|makes?|disrupts?|changes?|"
    r"often|usually|doesn't|don't|does|do|comes?|gets?|works?|only|isn't|aren't|means?|peaks?"
    r"|goes"
    r"|needs?|has|have|looks?|says|will|shows?|tends?|slows?|helps?|wears?|fragments|takes?)\b",
    r"(?:what|everything|anything) you (?:say|tell|share)\b.{0,40}?(?:is|stays|between|private)",
    r"talking about .{0,40}?(?:doesn't|does|can|makes|won't|helps)\b",
    r"(?:we|they)(?:'re|'ll|'ve)? (?!all\b|sound|seem)\w+ \w+ \w+",
    r"there(?:'s| is| are) (?:a|an|some|two|three|also) .{0,50}?(?:line|number|law|program"
    r"|study|scale|reason|medication|treatment|rule|group)",
    r"(?:when|if) (?:people|someone|somebody|kids|a person|the brain|anyone|teens|we)\b",
)
ASKED_FOR_ADVICE = anywhere(
    r"what (?:should|do|can|would) (?:i|you) (?:do|suggest|recommend|think i)\b",
    r"(?:any|your) (?:advice|ideas|suggestions)\b",
    r"what (?:would|do) you (?:suggest|advise|recommend|think i should)",
    r"tell me what to do",
)
