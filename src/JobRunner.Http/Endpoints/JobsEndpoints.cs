using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Endpoints;

/// <summary>All routes, and what happens around each: faults become problems, and the audit learns of it.</summary>
internal sealed class JobsEndpoints(IJobsManager jobs, Policy policy, Followers followers, Audit audit, Idempotency idempotency, TimeProvider time)
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

    public async Task RunAsync(HttpContext context, JobsRoute route)
    {
        var request = new JobsRequest(context, jobs, policy, followers, audit, time, route.Permission);
        try
        {
            await route.HandleAsync(request).ConfigureAwait(false);
            request.Done();
        }
        catch (OperationCanceledException) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // What it waited for ended before the answer began: the server stops, or the right is gone.
            await Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, Problems.Stopping, "This server stops, or the right to follow this has ended.")
                .ConfigureAwait(false);
        }
        catch (Exception e) when (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            // Too late for an answer: the client sees that this one isn't whole.
            await EndStreamAsync(context, e).ConfigureAwait(false);
        }
        catch (Exception e) when (Faults.ProblemOf(context, e) is { } problem)
        {
            context.Response.StatusCode = problem.Status;
            context.Response.ContentLength = null;
            request.Done((e as RuleBrokenException)?.Rule);
            await Problems.WriteAsync(context, problem).ConfigureAwait(false);
        }
    }

    // An event stream says at its end that it is one, so that a clean end without is no lie; a body of bytes has no other sign.
    private static Task EndStreamAsync(HttpContext context, Exception exception)
    {
        if (exception is not OperationCanceledException || context.Response.ContentType != Streaming.EventWriter.ContentType)
        {
            context.Abort();
        }

        return Task.CompletedTask;
    }
}
