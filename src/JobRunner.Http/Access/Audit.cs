using JobRunner.Http.Description;
using JobRunner.Http.Tls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Access;

/// <summary>Who did what with which job, and who was refused.</summary>
internal sealed partial class Audit(ILogger<Audit> logger)
{
    private const string Nobody = "-";

    /// <summary>An action came to its end, or a stream to its beginning.</summary>
    /// <param name="context">The request.</param>
    /// <param name="jobId">The job that it was about; null: none.</param>
    /// <param name="status">How it was answered.</param>
    /// <param name="rule">Which rule refused it; null: none did.</param>
    public void Done(HttpContext context, Guid? jobId, int status, string? rule = null)
    {
        // Who has left may well have started or stopped something.
        if (rule is null && status is < StatusCodes.Status400BadRequest or StatusCodes.Status499ClientClosedRequest)
        {
            LogDone(ActionOf(context), NameOf(context), SerialOf(context), jobId?.ToString() ?? Nobody, status);
        }
        else
        {
            LogRefused(ActionOf(context), NameOf(context), SerialOf(context), jobId?.ToString() ?? Nobody, status, rule ?? Nobody);
        }
    }

    /// <summary>A request came to nothing before it reached its endpoint.</summary>
    public void Refused(HttpContext context, int status, string rule) => Done(context, JobsRequest.IdOf(context), status, rule);

    private static string ActionOf(HttpContext context) => DescribedOperation.NameOf(context.GetEndpoint()) ?? Nobody;

    private static string NameOf(HttpContext context) => Caller.NameOf(context.User) ?? Nobody;

    private static string SerialOf(HttpContext context) => context.Features.Get<ProvenConnection>()?.Certificate?.SerialNumber ?? Nobody;

    [LoggerMessage(1, LogLevel.Information, "{Action} by {Client} (certificate {Serial}), job {JobId}: {Status}")]
    private partial void LogDone(string action, string client, string serial, string jobId, int status);

    [LoggerMessage(2, LogLevel.Warning, "{Action} by {Client} (certificate {Serial}), job {JobId}: refused with {Status}, rule {Rule}")]
    private partial void LogRefused(string action, string client, string serial, string jobId, int status, string rule);
}
