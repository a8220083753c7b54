namespace JobRunner.Http.Tests.Support;

/// <summary>What can be asked of a job, and which permission that takes.</summary>
public sealed record Route(string Method, string Path, string Permission, string? Body = null)
{
    /// <summary>Every route with an id in it.</summary>
    public static IEnumerable<Route> OfOneJob { get; } =
    [
        new("GET", "", "query"),
        new("GET", "?wait=20", "query"),
        new("DELETE", "", "stop"),
        new("POST", "/stop", "stop"),
        new("POST", "/stop", "stop", """{ "gracePeriod": "00:00:01" }"""),
        new("POST", "/signal", "stop", """{ "signal": "SIGKILL" }"""),
        new("POST", "/input", "input", "hello"),
        new("POST", "/input?eof=true", "input"),
        new("GET", "/output", "output"),
        new("GET", "/output?tailLines=1", "output"),
        new("HEAD", "/output", "output"),
        new("GET", "/events", "output"),
    ];

    public HttpRequestMessage RequestFor(Guid jobId) => Call.Request(new HttpMethod(Method), $"{Call.Jobs}/{jobId}{Path}", Body is null ? null : Call.Json(Body));

    public override string ToString() => $"{Method} {Path} {Body}";
}
