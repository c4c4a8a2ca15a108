"""Affirming, emphasizing autonomy, seeking collaboration."""

from app.assessment.patterns.build import VERY, YOURE, anywhere

AUTONOMY = anywhere(
    r"up to you\b",
    r"your (?:own )?(?:decision|choice|call)\b(?! was| were)|it's your (?:own )?life\b",
    r"you(?:'re| are) the (?:only )?one who (?:\w+ )?(?:decides?|gets|knows?|can|chooses?|has"
    r" to live)",
    r"you (?:alone )?(?:get to |can |may |are free to |'ll )?(?:also )?(?:decide|choose)\b",
    r"you(?:'re| are) (?:completely |totally |always )?free to\b",
    r"(?:nobody|no one|no-one|i|they|we) (?:here )?(?:can|can't|cannot|won't|will|is going to"
    r"|am going to) "
    r"(?:\w+ )?(?:make (?:you|that|this)|force|decide|tell you what)",
    r"only you (?:can|know|get)\b",
    r"you (?:don't|do not|never) have to (?:talk|answer|tell|say|share|go (?:there|into)"
    r"|decide|agree"
    r"|explain|stay|discuss|do anything|tell)",
    r"you(?:'re| are) (?:the one )?in (?:charge|control|the driver's seat)\b",
    r"you know (?:what's|what is|what works) best|you know best",
    r"you (?:can|may|could) (?:always |just |also )?(?:stop|leave|say no|skip|take a break"
    r"|pass|set the pace|walk out)\b",
    r"the expert on\b",
    r"i(?:'m| am) not (?:here|going) to (?:make|force|tell|push|decide|talk you|pressure"
    r"|lecture)",
    r"(?:choice|decision) is (?:still |all )?yours|for you to (?:decide|say|choose)",
    r"(?:whatever|whichever|what) you (?:decide|choose)\b",
    r"(?:if|when|until|unless) you(?:'re| are| feel) ready\b",
    r"at your (?:own )?pace\b",
    r"we can (?:talk|go|leave|stay|stop|start) .{0,50}?(?:you want|you like|you'd like|you"
    r" prefer)",
    r"as (?:much|little) as you (?:want|like)\b|\bif you (?:want|like|prefer) to or not\b",
)
AFFIRM = anywhere(
    r"(?:thank you|thanks) (?:so much |again |a lot )?(?:for(?! waiting)|,)",
    r"i (?:really |do |truly |also |so )*(?:appreciate|admire|respect|believe in)\b",
    r"(?:took|takes|take|taking|taken) (?:a lot of |real |so much |some |such |a great deal of )?"
    r"(?:courage|guts|strength|character|discipline|effort|nerve|bravery|patience|something"
    r"|work|a lot|honesty)\b",
    r"(?:the |such |so much |a lot of )(?:courage|guts|strength|patience|determination|effort)\b",
    rf"you(?:'ve| have)? {VERY}(?:worked|tried|fought|been trying|been working|try|work)"
    r" (?:so |really |very |this |that )*hard\b",
    rf"{YOURE} (?:obviously |still |such |clearly |really |very |so |actually )*(?:an?"
    r" )?(?:\w+ )?"
    r"(?:strong|brave|caring|resilient|great|devoted|loving|smart|capable|thoughtful|courageous"
    r"|responsible(?! for)|insightful|stronger|braver|survivor|good (?!at (?:hiding|avoid))"
    r"(?:person|\w+er|parent|dad|mom|friend|at)|loyal|doing (?:great|well|really well|a good|a"
    r" great))\b",
    r"(?:good for you|way to go|well done|nice going|kudos)\b",
    r"(?:great|good|nice|amazing|excellent|awesome) (?:job|work|start|thinking|question|point"
    r"|insight)\b",
    r"(?:that's|that is|this is|it's) (?:really |so |very |just |pretty |quite )*(?:great"
    r"|wonderful"
    r"|impressive|amazing|awesome|fantastic|huge|admirable|brave|no small thing|not easy)\b(?!"
    r" there)",
    r"that's (?:\w+ )?(?:generous|kind|not nothing|real strength|a (?:devoted|good|caring"
    r"|great|loyal) (?!one|story|question|point|idea)\w+)\b",
    r"(?:shows|tells me) how (?:much|well|hard|strong|far)\b",
    r"an? (?:real |big |huge |great |important |remarkable )*(?:achievement|accomplishment"
    r"|strength|big step)\b",
    r"(?:a|real|really) (?:big|huge|important|great) step",
    r"(?:should|can|could|ought to) be (?:so |very |really )?proud",
    r"i'm (?:so |really |very |truly )*(?:proud|impressed|glad(?! to meet)|happy|struck|moved)\b",
    r"you (?:clearly|really|obviously|truly|do) (?:\w+ )?(?:care|love|want (?:what's|the best)"
    r"|know)\b",
    r"you (?:\w+ )?(?:handled?|manage[ds]?|did|do|dealt|deal|know yourself|put that)"
    r" .{0,40}?\bwell\b",
    r"you know yourself",
    r"you(?:'ve| have)? (?:showed|shown|got|have) .{0,12}?(?:strength|patience|courage"
    r"|determination|insight|up today|discipline|heart)\b",
    r"that's (?:something|a lot of (?:care|work|love|courage|patience))\b|\band it shows\b",
    r"(?:can't|couldn't) have been easy|\byou didn't have to\b",
    r"you(?:'ve| have) (?:clearly|really|obviously) (?:thought|put|tried|given|taken|looked)\b",
    r"says? (?:a lot|something|so much) about|says a lot",
    r"that (?:counts|matters|means something|is worth something|took work)\b",
    r"you did (?:the right|the best|really well|great|it\b|your best|something hard|something"
    r" difficult)",
    r"(?:brave|honest|courageous|thoughtful|kind|generous|wise) of you",
    r"it's (?:really |so )?(?:great|good|impressive|wonderful) (?:that you|to hear|how you|you)",
    r"(?:come|came) (?:such |quite )?a long way|how far you(?:'ve| have) come",
    r"you(?:'ve| have)? (?:always )?(?:kept|stuck to|stayed|held|keep|stick) .{0,22}?"
    r"(?:your word|going|at it|loyal|sober|safe|on|together|steady|showing up|kind|patient"
    r"|calm)\b",
    r"(?:not everyone|not many|few people|most people) (?:would|could|wouldn't|can|do|in your)\b",
    r"you have an? (?:\w+ )?(?:sense|eye|gift|heart|instinct|way with|good)\b",
    r"how (?:hard you|much effort|much you (?:care|love|do)|well you|carefully you|strong you"
    r"|honest you|open you)",
    r"you(?:'re| are) (?:very |really |so |being )+(?:honest|open|direct|brave|patient|strong"
    r"|fair|thoughtful)\b",
    r"you (?:got|are|were) (?:really |so |very )?good at\b",
    r"your (?:strength|courage|honesty|determination|persistence|willingness|patience|loyalty"
    r"|love)\b"
    r" (?:is|shows|comes|really|for)",
    r"even (?:when|though|if|now)\b.{0,60}?(?:you (?:came|did|stayed|kept|showed)|counts)\b",
    r"and you (?:still )?(?:did|came|stayed|kept|do|made it|showed up|came anyway)\b[^,]{0,12}$",
    r"you still (?:came|showed|go|went|get|got|try|tried|made|found|called|answered)\b",
    r"you (?:showed up|reached out|spoke up|asked for help|made it (?:here|in|through))\b",
)
COLLABORATION = anywhere(
    r"(?:where|what|how|which) (?:\w+ )?would you (?:like|want|prefer) (?:\w+ )?(?:to|us|from)",
    r"what would be (?:\w+ )?(?:helpful|useful|good|important|worth)",
    r"what (?:do|would) you (?:make of|think (?:about|of)) (?:that|this|it|trying)",
    r"does (?:that|this|any of that) (?:fit|sound|make sense|seem|work|feel|match)",
    r"did i (?:get|understand|hear|catch) (?:that|you|it|this)",
    r"am i (?:right|close|off|getting|hearing|understanding|on the right)",
    r"(?:work|figure|look|think|talk|put|do|find|plan|sort)(?:ing)?(?: \w+){0,5} together\b",
    r"would (?:that|this|it) be (?:an? )?(?:good|okay|helpful|useful|better)(?: place| for| to"
    r"| way)",
    r"how does (?:that|this) (?:sound|sit|fit)",
    r"how would you like to",
    r"we (?:can|could) (?:figure|work|look|decide|do) .{0,20}?together",
    r"correct me if",
    r"what would make (?:this|today|our|coming|the)\b",
)
