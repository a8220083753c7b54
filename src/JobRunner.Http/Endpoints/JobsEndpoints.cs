using JobRunner.Http.Access;
using JobRunner.Http.Streaming;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JobRunner.Http.Endpoints;

/// <summary>All routes, and what happens around each: faults become problems, and the audit learns of it.</summary>
internal sealed partial class JobsEndpoints(
    IJobsManager jobs, Policy policy, Followers followers, Audit audit, Idempotency idempotency, TimeProvider time, ILogger<JobsEndpoints> logger)
{
    private const string Get = "GET";
    private const string Head = "HEAD";
    private const string Post = "POST";
    private const string Delete = "DELETE";

    private readonly StartEndpoint _start = new(idempotency);

    public IReadOnlyList<JobsRoute> Routes => field ??=
    [
        new("StartJob", Post, "", JobsPermissions.Start, _start.HandleAsync),
        new("ListJobs", Get, "", JobsPermissions.Query, ListEndpoint.HandleAsync),
        new("WatchJobs", Get, "/events", JobsPermissions.Query, ListEndpoint.WatchAsync),
        new("QueryJob", Get, "/{id}", JobsPermissions.Query, QueryEndpoint.HandleAsync),
        new("RemoveJob", Delete, "/{id}", JobsPermissions.Stop, RemoveEndpoint.HandleAsync),
        new("StopJob", Post, "/{id}/stop", JobsPermissions.Stop, StopEndpoint.HandleAsync),
        new("SignalJob", Post, "/{id}/signal", JobsPermissions.Stop, SignalEndpoint.HandleAsync),
        new("WriteInput", Post, "/{id}/input", JobsPermissions.Input, InputEndpoint.HandleAsync),
        new("ReadOutput", Get, "/{id}/output", JobsPermissions.Output, OutputEndpoint.HandleAsync),
        new("HeadOutput", Head, "/{id}/output", JobsPermissions.Output, OutputEndpoint.HandleAsync),
        new("FollowJob", Get, "/{id}/events", JobsPermissions.Output, OutputEndpoint.FollowAsync),
    ];

    /// <summary>Answers what has no such method.</summary>
    public Task RefuseMethodAsync(HttpContext context, string allowed)
    {
        audit.Refused(context, StatusCodes.Status405MethodNotAllowed, "method");
        context.Response.Headers.Allow = allowed;
        return Problems.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, ProblemTypes.MethodNotAllowed, $"There is no {context.Request.Method} here, but {allowed}.");
    }

    public async Task RunAsync(HttpContext context, JobsRoute route)
    {
        var request = new JobsRequest(context, jobs, policy, followers, audit, time, route.Permission);
        try
        {
            await route.HandleAsync(request).ConfigureAwait(false);
            request.Done(context.Response.StatusCode);
        }
#pragma warning disable CA1031 // Whatever it is, the caller is told of it, and the log.
        catch (Exception e)
#pragma warning restore CA1031
        {
            await FailAsync(request, e).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(JobsRequest request, Exception exception)
    {
        var context = request.Context;
        exception = exception is OperationCanceledException ? request.Loss ?? exception : exception;
        var isGone = context.RequestAborted.IsCancellationRequested;
        if (isGone && exception is OperationCanceledException or IOException)
        {
            request.Done(StatusCodes.Status499ClientClosedRequest);
            return;
        }

        var problem = Faults.ProblemOf(context, exception);
        if (problem is null)
        {
            LogFailed(exception, request.JobId);
            problem = Problems.Of(context, StatusCodes.Status500InternalServerError, ProblemTypes.Internal, "Something went wrong in this server; its log says what.");
        }

        request.Done(problem.Status, (exception as RuleBrokenException)?.Rule);
        if (isGone)
        {
            // Nobody is there to be told.
        }
        else if (!context.Response.HasStarted)
        {
            ForgetBody(context.Response, problem.Status);
            await Problems.WriteAsync(context, problem).ConfigureAwait(false);
        }
        else if (exception is not (OperationCanceledException or RightLostException) || context.Response.ContentType != EventWriter.ContentType)
        {
            // Too late for an answer: the client sees that this one isn't whole. A stream of events that ends without `end` says so itself.
            context.Abort();
        }
    }

    // What was said of a body that doesn't come.
    private static void ForgetBody(HttpResponse response, int status)
    {
        response.ContentLength = null;
        response.Headers.AcceptRanges = default;
        response.Headers.CacheControl = default;
        response.Headers.ETag = default;
        response.Headers.Location = default;
        response.Headers.Remove(OutputBody.FirstOffsetHeader);
        if (status != StatusCodes.Status416RangeNotSatisfiable)
        {
            response.Headers.ContentRange = default;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "A request about job {JobId} failed")]
    private partial void LogFailed(Exception exception, Guid? jobId);
}
