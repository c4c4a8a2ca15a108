"""Open and closed questions."""

import re

from app.assessment.patterns.build import anywhere, opening

# A wh-word counts without a question mark only where verb and subject are inverted.
INVITE = opening(
    r"(?:please |maybe |could you |can you |would you |will you |if you can,? )*"
    r"(?:tell me|describe|explain|say (?:a (?:bit|little) |some )?more|say (?:more|something)"
    r"|walk me|take me|"
    r"help me (?:to )?understand|help me see|talk (?:to me |a bit |a little |some )?(?:about"
    r"|more)|"
    r"give me (?:an example|a sense|a picture|an idea)|share\b|teach me|paint me|show me)\b",
    r"(?:can|could|would|will) you (?:please |maybe |just |perhaps )*(?:tell|say (?:more|a"
    r" (?:bit|little)|something)|describe|explain|share|talk|walk|"
    r"give me|help me|elaborate|expand|go into|put|take me)\b",
    r"i(?:'m| am|'ve been)? (?:just |also |really |kind of |was )*(?:wonder(?:ing)?|curious"
    r"|interested)\b,?"
    r"(?! (?:if|whether))",
    r"(?:i(?:'d| would) (?:really |still |just )?(?:like|love) to|i want to|i'd be interested"
    r" to|i just want to) "
    r"(?:hear|know|understand|get to know|learn)\b",
    r"let's (?:hear|talk about|go back to)\b",
    r"(?:go on|keep going),? (?:tell|about|what)\b",
)
WHETHER = opening(
    r"i(?:'d|'m)? (?:just |also |do )*(?:want|need|have|like|going) to (?:ask|check)\b"
    r"(?=.{0,60}\b(?:if|whether|about)\b)",
    r"(?:please |could you |can you )*tell me (?:if|whether)\b",
    r"i(?:'m| am)? (?:just |also |really )*(?:wonder(?:ing)?|curious)\b,? (?:if|whether)\b",
    r"i need to (?:know|ask) (?:if|whether)\b",
)
_BE = (
    r"(?:'s|'re|'d|'ve| is| are| was| were| do| does| did| would| will| could| can| has|"
    r" have| had| should| might)"
)
CLOSED_WH = opening(
    r"how (?:many|much|long|often|old|tall|far|soon|late|early|likely|confident|important"
    r"|ready|sure)\b",
    rf"(?:when{_BE}|when was|who(?:'s| is| was| were| did| had| has) |who else|whose|which)\b",
    r"what (?:time|day|year|date|grade|age|month|number|kind of (?:work|pills|drink)|school"
    r"|percent)\b",
    r"what(?:'s| is| was) (?:your|his|her|the) (?:name|age|address|number|date)\b",
    r"where (?:do|did|are|is|were|was) (?:you|he|she|they|your \w+) (?:live|work|go to school"
    r"|born|from|now|today|staying)",
    r"on a scale\b",
)
OPEN_WH = opening(
    rf"(?:what|how|why|where|who){_BE}\b",
    r"any (?:thoughts|ideas|concerns|worries|feelings)\b",
    r"who (?:makes|helps|knows|gets|matters)\b",
    r"(?:what|how) (?:about|else|happens?|happened|makes?|made|comes?|came|brings?|brought"
    r"|keeps?|kept|"
    r"goes|went|matters?|worries|gets?|got|helps?|helped|kind|sort|part|parts|thoughts?|come"
    r"|feelings?|other|"
    r"things?|led|leads|scares|bothers|stops|drives|gives|would|bad|hard|close|tends|has)\b",
    r"(?:in what ways?|to what extent|what if anything|for what|at what|what all|with what"
    r"|about what|from what)\b",
    r"(?:why|how|what|where) not\b",
)
WH_ANY = opening(r"(?:what|how|why|where|in what|what else|how come|and what)\b")
YES_NO = opening(
    r"(?:do|does|did|is|are|was|were|have|has|had|can|could|would|will|should|may|am|shall"
    r"|isn't|aren't|"
    r"don't|doesn't|didn't|won't|haven't|hasn't|wasn't|weren't|couldn't|wouldn't) "
    r"(?:you|it|that|this|there|he|she|they|your|i|we|any\w*|some\w*|the|things|those|these"
    r"|his|her|my|everything|people|being)\b",
)
INNER = re.compile(r"(?:[,:;—–]|\s-|--)\s*(?:so |and |but |then |um,? |like,? |just )*(?=[a-z])")
TAG = re.compile(
    r"(?:,? (?:right|correct|yeah|huh|is that right|am i right|is it|okay|ok|no)|"
    r"[,\s](?:is|are|do|does|did|was|were|have|has|had|can|could|would|will)(?:n't)? (?:you|it"
    r"|he|she|they|that|there))"
    r"[\s?.!]*$"
)
EXPERIENCE = anywhere(
    r"feel\w*|\blike for you\b|\bmeans? to you\b|\bgo(?:es|ing)? through your\b|\bin your"
    r" body\b|\bcomes? up\b|\bhardest\b|\bwhat (?:was|is) (?:that|it) like\b"
)
