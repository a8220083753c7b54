using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>What went wrong, as RFC 9457 has it.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";
    public const string NotAuthenticated = "urn:jobrunner:not-authenticated";
    public const string NotPermitted = "urn:jobrunner:not-permitted";
    public const string JobNotFound = "urn:jobrunner:job-not-found";
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

    /// <summary>All types, for the description.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        NotAuthenticated, NotPermitted, JobNotFound, InvalidRequest, CanNotStart, QueueFull, InvalidState, RuleBroken, TooLarge, KeyReused, RangeNotKept, Overrun, Stopping,
        Internal,
    ];

    public static Problem Of(HttpContext context, int status, string type, string detail, string? jobId = null, string? rule = null) => new()
    {
        Type = type,
        Title = TitleOf(type),
        Status = status,
        Detail = detail,
        JobId = jobId,
        Rule = rule,
        TraceId = Activity.Current?.Id ?? context.TraceIdentifier,
    };

    public static Task WriteAsync(HttpContext context, int status, string type, string detail) =>
        WriteAsync(context, Of(context, status, type, detail));

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, WireJson.Default.Problem, ContentType, context.RequestAborted);
    }

    private static string TitleOf(string type) => type switch
    {
        NotAuthenticated => "Not authenticated",
        NotPermitted => "Not permitted",
        JobNotFound => "No such job",
        InvalidRequest => "Invalid request",
        CanNotStart => "The job can't be started here",
        QueueFull => "The queue is full",
        InvalidState => "The job is not in a state for that",
        RuleBroken => "A rule of this server forbids it",
        TooLarge => "Too large",
        KeyReused => "The Idempotency-Key was used for another request",
        RangeNotKept => "This part of the output is not kept",
        Overrun => "The watcher fell behind",
        Stopping => "The server is stopping",
        _ => "The server failed",
    };
}
