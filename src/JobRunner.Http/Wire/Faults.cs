using JobRunner.Http.Access;
using Microsoft.AspNetCore.Http;

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
                return Problems.Of(context, StatusCodes.Status404NotFound, Problems.JobNotFound, "There is no such job: it was never started here, or it has been removed.");
            case JobStartException e:
                return Problems.Of(context, StatusCodes.Status422UnprocessableEntity, Problems.CanNotStart, e.Message) with { FileName = e.FileName };
            case JobQueueFullException e:
                context.Response.Headers.RetryAfter = RetryAfterSeconds;
                return Problems.Of(context, StatusCodes.Status429TooManyRequests, Problems.QueueFull, e.Message);
            case InvalidJobStateException e:
                return Problems.Of(context, StatusCodes.Status409Conflict, Problems.InvalidState, e.Message, jobId: $"{e.JobId}") with { State = e.State };
            case WatchOverrunException e:
                return Problems.Of(context, StatusCodes.Status503ServiceUnavailable, Problems.Overrun, e.Message);
            case KeyReusedException e:
                return Problems.Of(context, StatusCodes.Status422UnprocessableEntity, Problems.KeyReused, e.Message);
            case RuleBrokenException e:
                return Problems.Of(context, e.Status, Problems.RuleBroken, e.Message, rule: e.Rule);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } e:
                return Problems.Of(context, e.StatusCode, Problems.TooLarge, e.Message);
            case BadHttpRequestException e:
                return Problems.Of(context, e.StatusCode, Problems.InvalidRequest, e.Message);
            case RangeNotKeptException e:
                return Problems.Of(context, StatusCodes.Status416RangeNotSatisfiable, Problems.RangeNotKept, e.Message);
            case InvalidRequestException or ArgumentException or PlatformNotSupportedException:
                return Problems.Of(context, StatusCodes.Status400BadRequest, Problems.InvalidRequest, FirstLineOf(exception));
            case ObjectDisposedException:
                return Problems.Of(context, StatusCodes.Status503ServiceUnavailable, Problems.Stopping, "This server is stopping its jobs and takes no calls any more.");
            default:
                return null;
        }
    }

    // Without what .NET adds for programmers.
    private static string FirstLineOf(Exception exception)
    {
        var parameter = exception is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return exception.Message.Split('\n')[0].Replace(parameter, "", StringComparison.Ordinal).TrimEnd('\r');
    }
}
