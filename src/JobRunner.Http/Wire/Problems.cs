using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Wire;

/// <summary>What went wrong, as RFC 9457 has it.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";

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
        ProblemTypes.NotAuthenticated => "Not authenticated",
        ProblemTypes.NotPermitted => "Not permitted",
        ProblemTypes.JobNotFound => "No such job",
        ProblemTypes.MethodNotAllowed => "No such method",
        ProblemTypes.InvalidRequest => "Invalid request",
        ProblemTypes.CanNotStart => "The job can't be started here",
        ProblemTypes.QueueFull => "The queue is full",
        ProblemTypes.InvalidState => "The job is not in a state for that",
        ProblemTypes.RuleBroken => "A rule of this server forbids it",
        ProblemTypes.TooLarge => "Too large",
        ProblemTypes.KeyReused => "The Idempotency-Key was used for another request",
        ProblemTypes.RangeNotKept => "This part of the output is not kept",
        ProblemTypes.Overrun => "The watcher fell behind",
        ProblemTypes.Stopping => "The server is stopping",
        _ => "The server failed",
    };
}
