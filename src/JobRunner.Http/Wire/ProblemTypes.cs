namespace JobRunner.Http.Wire;

/// <summary>What a problem's <c>type</c> can be. Stable: programs go by it.</summary>
internal static class ProblemTypes
{
    public const string NotAuthenticated = "urn:jobrunner:not-authenticated";
    public const string NotPermitted = "urn:jobrunner:not-permitted";
    public const string JobNotFound = "urn:jobrunner:job-not-found";
    public const string MethodNotAllowed = "urn:jobrunner:method-not-allowed";
    public const string InvalidRequest = "urn:jobrunner:invalid-request";
    public const string CanNotStart = "urn:jobrunner:can-not-start";
    public const string QueueFull = "urn:jobrunner:queue-full";
    public const string InvalidState = "urn:jobrunner:invalid-state";
    public const string RuleBroken = "urn:jobrunner:rule-broken";
    public const string TooLarge = "urn:jobrunner:too-large";
    public const string KeyReused = "urn:jobrunner:idempotency-key-reused";
    public const string RangeNotKept = "urn:jobrunner:range-not-kept";
    public const string Overrun = "urn:jobrunner:watch-overrun";
    public const string Stopping = "urn:jobrunner:stopping";
    public const string Internal = "urn:jobrunner:internal";
}
