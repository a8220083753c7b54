using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace JobRunner.Http.Wire;

/// <summary>Which problem an exception is, on the wire.</summary>
internal static class Faults
{
    // What a queue may have become by then.
    private const string RetryAfterSeconds = "1";

    /// <returns>Null: it is none that a caller should be told of.</returns>
    public static Problem? ProblemOf(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case JobNotFoundException:
                return Problems.Of(context, StatusCodes.Status404NotFound, ProblemTypes.JobNotFound, "There is no such job: it was never started here, has been removed, or is no longer kept.");
            case JobStartException e:
                return Problems.Of(context, StatusCodes.Status422UnprocessableEntity, ProblemTypes.CanNotStart, e.Message) with { FileName = e.FileName, Reason = $"{e.Reason}" };
            case JobQueueFullException e:
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Problems.Of(context, StatusCodes.Status429TooManyRequests, ProblemTypes.QueueFull, e.Message) with { MaxQueuedJobs = e.MaxQueuedJobs };
            case InvalidJobStateException e:
                return Problems.Of(context, StatusCodes.Status409Conflict, ProblemTypes.InvalidState, e.Message, jobId: $"{e.JobId}") with { State = e.State };
            case WatchOverrunException e:
                return Problems.Of(context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.Overrun, e.Message);
            case KeyReusedException e:
                return Problems.Of(context, StatusCodes.Status422UnprocessableEntity, ProblemTypes.KeyReused, e.Message);
            case RuleBrokenException { Status: StatusCodes.Status413PayloadTooLarge } e:
                return Problems.Of(context, e.Status, ProblemTypes.TooLarge, e.Message, rule: e.Rule);
            case RightLostException { IsCertificate: true } e:
                return Problems.Of(context, StatusCodes.Status401Unauthorized, ProblemTypes.NotAuthenticated, e.Message);
            case RightLostException e:
                return Problems.Of(context, StatusCodes.Status403Forbidden, ProblemTypes.NotPermitted, e.Message);
            case RuleBrokenException e:
                return Problems.Of(context, e.Status, ProblemTypes.RuleBroken, e.Message, rule: e.Rule);
            case BadHttpRequestException e:
                return Problems.Of(context, e.StatusCode, ProblemTypes.InvalidRequest, e.Message);
            case RangeNotKeptException e:
                if (e.Length is { } length)
                {
                    context.Response.Headers.ContentRange = new ContentRangeHeaderValue(length).ToString();
                }

                return Problems.Of(context, StatusCodes.Status416RangeNotSatisfiable, ProblemTypes.RangeNotKept, e.Message);
            case InvalidRequestException:
                return Problems.Of(context, StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, exception.Message);
            case ObjectDisposedException:
                return Problems.Of(context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.Stopping, "This server is stopping its jobs and takes no calls any more.");
            case OperationCanceledException:
                return Problems.Of(
                    context, StatusCodes.Status503ServiceUnavailable, ProblemTypes.Stopping, "This server is stopping.");
            default:
                return null;
        }
    }
}
