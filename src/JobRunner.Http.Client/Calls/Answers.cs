using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobRunner.Http.Client.Connecting;
using JobRunner.Http.Client.Wire;
using JobRunner.Http.Wire;

namespace JobRunner.Http.Client.Calls;

/// <summary>What an answer means: what was asked for, or the exception that it is in process.</summary>
internal static class Answers
{
    private const string ProblemType = "application/problem+json";
    private const string OwnProblems = "urn:jobrunner:";

    // The option of the server's that says how many followers a client may have.
    private const string PlacesRule = "MaxFollowersPerClient";

    /// <exception cref="JsonException">It is something else.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false) ?? throw new JsonException("null");
        }
    }

    /// <summary>What an answer that is no success is.</summary>
    public static async Task<Exception> ExceptionOfAsync(Call call, Uri root, HttpResponseMessage response, CancellationToken cancellationToken) =>
        await TryReadProblemAsync(response, cancellationToken).ConfigureAwait(false) is { } problem ? OfProblem(call, root, problem) : OfStatus(root, response.StatusCode);

    /// <returns>Null: there is none of JobRunner's.</returns>
    private static async Task<Problem?> TryReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != ProblemType)
        {
            return null;
        }

        try
        {
            var problem = await ReadAsync(response, ClientJson.Default.Problem, cancellationToken).ConfigureAwait(false);
            return problem.Type.StartsWith(OwnProblems, StringComparison.Ordinal) ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Exception OfProblem(Call call, Uri root, Problem problem) => problem.Type switch
    {
        ProblemTypes.JobNotFound when call.JobId is { } jobId => new JobNotFoundException(jobId),
        ProblemTypes.InvalidState when call.JobId is { } jobId => new InvalidJobStateException(problem.Detail, jobId, problem.State ?? JobState.Finished),
        ProblemTypes.CanNotStart => new JobStartException(problem.Detail, problem.FileName ?? "") { Reason = ReasonOf(problem) },
        ProblemTypes.QueueFull => new JobQueueFullException(problem.MaxQueuedJobs ?? 0),
        ProblemTypes.Overrun => new WatchOverrunException(problem.Detail),
        ProblemTypes.RuleBroken when call.MayHavePlace && problem.Rule == PlacesRule => new ServerUnavailableException(problem.Detail),
        ProblemTypes.NotAuthenticated or ProblemTypes.NotPermitted or ProblemTypes.RuleBroken => new JobsAccessDeniedException(problem.Detail, problem.Rule),
        ProblemTypes.InvalidRequest or ProblemTypes.TooLarge => new ArgumentException(problem.Detail, call.Argument),
        ProblemTypes.Stopping => new ServerUnavailableException("It is stopping: try again when it has been started again."),
        _ => new JobsConnectionException($"{root} failed: {problem.Detail} In its log, this call is {problem.TraceId}.", root),
    };

    private static JobStartReason ReasonOf(Problem problem) => Enum.TryParse<JobStartReason>(problem.Reason, out var reason) ? reason : JobStartReason.Other;

    // Of whatever stands before the server, or in its place.
    private static Exception OfStatus(Uri root, HttpStatusCode status) => status switch
    {
        HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            new ServerUnavailableException(string.Create(CultureInfo.InvariantCulture, $"It answers {(int)status}, and not as a JobRunner server: check what stands before it.")),
        HttpStatusCode.TooManyRequests => new ServerUnavailableException("It answers 429: a limit on calls that stands before JobRunner is used up."),
        _ => new JobsConnectionException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{root} answers {(int)status}, and not as a JobRunner server: check {nameof(JobsClientOptions.BaseAddress)} and {nameof(JobsClientOptions.JobsPath)}."),
            root),
    };
}
