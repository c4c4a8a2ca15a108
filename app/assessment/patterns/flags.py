"""Greeting, closing, apology, warmth, safety, and the trainee's own life."""

from app.assessment.patterns.build import ITS, VERY, anywhere, opening

SAFETY = anywhere(
    r"suicid\w*",
    r"self[- ]?harm\w*",
    r"(?:kill|hurt|harm|cut|injur)(?:e|s|ing|ting|ted|ed)? (?:or \w+ )?your ?self",
    r"(?:do|doing|done|try|tried) (?:anything|something) to (?:\w+ ){0,2}yourself",
    r"(?:end|ending|ended|take|taking|took) (?:it all|(?:your|their)(?: own)? li(?:fe|ves))",
    r"(?:hurt|harm|kill)(?:ing)? (?:anyone|anybody|someone|somebody|others|other people|him"
    r"|her|them)",
    r"not (?:be|being|waking|wanting to be|want to be|wake) (?:alive|up|here any|around)\w*",
    r"(?:rather|wish you (?:were|could)) not (?:be )?(?:around|alive|here)",
    r"wish(?:ed|ing)? (?:that )?you (?:were|was) (?:dead|never born)",
    r"wish(?:ed|ing)? (?:that )?you (?:weren't|wasn't|hadn't been) (?:alive|here|around|born)",
    r"wish(?:ed|ing)? (?:that )?you (?:could )?(?:disappear|not wake|go to sleep and)",
    r"(?:want|wanted|wanting|wants) to (?:die|be dead|disappear)",
    r"(?:don't|didn't|not) (?:really )?want(?:ed|ing)? to (?:live|be alive|wake up|go on)",
    r"better off (?:dead|without you|if you)",
    r"(?:isn't|is not|wasn't|is|was|not) (?:really )?worth (?:living|going on)",
    r"(?:about|of) (?:death|dying)\b",
    r"(?:are|do|did|will|have) you (?:\w+ )?(?:feel |felt |be |been |stay )?(?:un)?safe\b(?!"
    r" (?:at"
    r" school|at work|here|in here|enough))",
    r"(?:anyone|anybody|someone|somebody) .{0,24}?(?:might|going to|want to) (?:hurt|harm|kill)",
    r"wish(?:ed|ing)? (?:that )?you (?:wouldn't|didn't|hadn't) (?:have to )?(?:wake|woken"
    r"|exist)\w*",
    r"(?:anyone|anybody|someone|somebody) .{0,24}?(?:at risk|in danger)\b",
    r"(?:about|of) ending (?:it|things)\b",
    r"being dead\b",
    r"(?:guns?|weapons?|firearms?)\b",
    r"overdos\w*",
    r"(?:cutting(?! (?:down|back|out|off|class|it|through|ties))|cut on yourself)\b",
    r"(?:anyone|anybody|someone|somebody) (?:ever |been )*"
    r"(?:hit|hitting|hurt|hurting|threaten\w*|beat|beating) (?:you\b|your kids|the kids)",
)
APOLOGY = anywhere(
    # "I'm sorry" alone or for what I did; "I'm sorry to hear", "sorry he left" is sympathy.
    r"(?:i'm|i am|we're) (?:so |really |very |truly |terribly )*sorry\b"
    r"(?! (?:to hear|for your|for you\b|you\b|that happened|that you|that this|that he|that she"
    r"|that they|this happened|he |she |they |your |it's been|it was|about your))",
    r"(?:i|let me|can i)(?:'d like to| want to| would like to| must| do| really)? ?apologi[sz]e",
    r"(?:my apologies|an apology|forgive me|my mistake|my fault|my bad)\b",
    r"i (?:shouldn't|should not) have\b",
    r"i (?:messed|screwed) (?:that |this |it )?up",
    r"i (?:got|heard|put|said) (?:that|it|you|this) (?:all )?(?:wrong|badly|poorly)",
    r"i didn't mean (?:to|it|that)\b",
    r"i was (?:wrong|out of line|too quick|unfair)\b",
    r"(?:out of line|unfair|clumsy|careless) of me\b",
    r"i (?:take (?:that|it) back|overstepped|went too fast|jumped to)\b",
)
APOLOGY_START = opening(r"sorry\b(?! to hear| for your| about the (?:noise|heat|cold|mess|wait))")
SYMPATHY = anywhere(
    r"sorry (?:to hear|for your|you\b|that happened|that you|this happened|he |she |they |your )",
    r"my heart (?:goes out|breaks)",
    r"i(?:'m| am) (?:here for you|worried about you|concerned about you|with you)",
    r"i (?:feel for you|care about (?:you|what happens to you))",
    r"breaks my heart",
)
WARM = anywhere(
    rf"{ITS} {VERY}(?:hard|tough|rough|awful|terrible|heavy|painful|sad|a lot)\b",
    r"(?:sounds|must be|must have been|looks|seems) (?:like )?(?:\w+ )?"
    r"(?:hard|tough|rough|awful|terrible|painful|exhausting|difficult|scary|lonely)",
    r"i'm glad you",
    r"thank you for (?:telling|sharing|trusting)",
)
GREETING = opening(
    r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening)|welcome)\b(?! to (?:the|your))",
    r"(?:it's |so )?(?:nice|good|great|lovely) to (?:meet|see) you",
    r"(?:pleased to meet|my name is|my name's)\b",
    r"(?:come (?:on )?in|have a seat)\b",
    r"thank(?:s| you) for coming\b",
)
HOW_ARE_YOU = opening(
    r"how(?:'s it going| are you(?: doing)?| have you been|'ve you been)"
    r"(?: (?:today|this \w+|lately|then))?[ ?.!,]*$"
)
CLOSING = anywhere(
    r"(?:out of|run(?:ning)? out of|almost out of) time\b",
    r"our time(?:'s| is) (?:almost |nearly |just about )?up",
    r"time(?:'s| is) up\b",
    r"(?:let's|shall we|we'll|we should|we need to|we have to|we've got to|i have to|i need"
    r" to|i'd like"
    r" to) "
    r"(?:\w+ ){0,3}?(?:stop (?:here|there|now|for)|stop[.!]|end (?:here|there|for|with)"
    r"|leave it (?:here|there|at)|wrap|finish|close)",
    r"(?:i'll )?see you (?:next|soon|on|then|later|tomorrow|in|again|at|(?:mon|tues|wednes"
    r"|thurs|fri)day)",
    r"(?:all|for all) the time we have",
    r"(?:all )?we have time for\b",
    r"(?:nearly|almost|about) done (?:for|here|with)",
    r"minutes (?:or so )?left\b",
    r"wrap(?:ping)? (?:this |it |things )?up\b",
    r"pick (?:this|that|it|up) (?:back )?(?:up )?(?:again )?(?:next|there|where)",
    r"have a (?:good|safe|nice|great|lovely|okay) (?:rest|day|evening|night|weekend|week|one)",
    r"(?:schedule|book|set up) (?:our|your|another|the) (?:next )?(?:session|appointment)",
    r"(?:that's|think that's) (?:it|all|a wrap|enough|everything) (?:\w+ ){0,2}?(?:today|this"
    r" week)",
    r"before (?:we|you) (?:finish|end|wrap|stop|go|leave)\b",
)
CLOSING_START = opening(r"(?:bye|goodbye|take care)\b(?! of (?:your|it|the|that) ?(?!self))")
_KIN = (
    r"(?:wife|husband|partner|kids?|son|daughter|mom|mother|dad|father|brother|sister|boyfriend|"
    r"girlfriend|parents|ex|divorce|best friend|family|grandmother|grandma|grandfather|uncle"
    r"|aunt|"
    r"children|teenager|marriage|teens|twenties|thirties|life|experience|story|grandpa|cousin)"
)
DISCLOSURE = anywhere(
    r"i(?:'ve| have) (?:also |actually |been )*(?:been (?:there|through|divorced|in)|lost"
    r" (?!track)|struggled|had (?:a|an|my|some|many|days|nights|trouble|that)|felt|known)",
    r"i (?:also |once |actually |myself |just )*(?:went through|go through|got through"
    r"|struggled|wrestled"
    r"|suffered|grew up|used to|lost (?!you|track|the thread)|got (?:divorced|sober|a dui"
    r"|fired|help)|quit|drank|smoked|dropped out|was (?:a|an|in|also|your|the same|bullied"
    r"|depressed|divorced|scared|the|so|\w+teen|sixteen|twenty|lonely|married|raised|afraid)\b)",
    r"happened to (?:me|someone i|a friend of mine)",
    r"when i (?:was|had|lost|got|went|moved|felt|quit|started|lived|had)\b",
    r"my own (?:\w+ )?(?:" + _KIN + r"|trouble|struggles?|problems|past|experience)\b",
    rf"my (?:\w+ )?{_KIN} ?(?:was|is|died|had|has|and i|used|did|also|left|drank|drinks|too"
    r"|never|went|got|would|and me|,|worked|passed|told|loved)",
    r"in my (?:own )?(?:life|experience|family|twenties|case|marriage|teens)\b",
    r"speaking for myself|\bcould be me\b|\bi can relate\b|\bi relate to\b|\bme too\b|\bsame"
    r" here\b",
    r"i know (?:exactly |just |a bit |something )?(?:about )?(?:what (?:that|it)(?:'s| is|"
    r" feels)? like|what you mean|how (?:that|it) (?:is|feels))",
    r"i(?:'m| am) (?:also |a little |a bit |so |really |pretty )*(?:nervous|tired|stressed"
    r"|divorced|a (?:parent|mother|father|dad|mom)|in recovery|sober|the same)\b",
    r"i(?:'ve got| have| had) (?:a |an |two |three |some |my )?(?:\w+ )?(?:kids?|sons?"
    r"|daughters?|teenagers?|children|drinking|panic|rough|hard|bad|temper|same|dad|father"
    r"|mother|mom)\b",
    r"\bi(?:'ve|'m)? (?!think|would|want|hope|know you|hear|see)(?:\w+ ){1,9}(?:myself|too|as"
    r" well)\b",
    r"i (?:always |also |still )?(?:find|found|get|feel|felt|hated?|loved?|miss(?:ed)?|cried"
    r"|didn't (?:tell|talk|speak)|couldn't|never (?:told|talked|got|knew)) .{0,50}?(?:hard|too"
    r"|myself|either|same|mom|dad|when|anxious|nervous|angry|years|sad|school|back then)\b",
)
OWN = anywhere(r"(?:my own|myself)\b")
