using System.Collections.Concurrent;
using JobRunner.Http.Access;
using JobRunner.Http.Wire;
using JobRunner.Values;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Endpoints;

/// <summary><c>POST /jobs</c>: starts a job for the caller, once where it says so by a key.</summary>
internal sealed class StartEndpoint(Idempotency idempotency)
{
    // One start at a time for each client whose jobs are counted.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();

    public async Task HandleAsync(JobsRequest request)
    {
        _ = new Query(request.Http);
        var key = Idempotency.KeyOf(request.Http);
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var spec = SpecRules.Apply(RequestBody.Parse(body, WireJson.Default.SpecMessage).ToSpec(), request.Caller.Name, request.Options);

        // Others may wait for the answer to a key: then it is not this client's to cancel.
        var jobId = key is null
            ? await StartAsync(request, spec, request.Aborted).ConfigureAwait(false)
            : await idempotency.StartOnceAsync(request.Caller.Name, key, body, () => StartAsync(request, spec, CancellationToken.None)).ConfigureAwait(false);
        request.JobId = jobId;
        request.Context.Response.Headers.Location = $"{(request.Http.PathBase + request.Http.Path).ToUriComponent().TrimEnd('/')}/{jobId}";
        await Answer.StatusAsync(request, await DescribeAsync(request, jobId, spec).ConfigureAwait(false), StatusCodes.Status201Created).ConfigureAwait(false);
    }

    private async Task<Guid> StartAsync(JobsRequest request, JobSpec spec, CancellationToken cancellationToken)
    {
        if (request.Options.MaxJobsPerClient is not { } most)
        {
            return await StartNowAsync(request, spec, cancellationToken).ConfigureAwait(false);
        }

        var turn = _turns.GetOrAdd(request.Caller.Name, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var count = await request.Jobs.ListAsync(request.Own, cancellationToken).CountAsync(job => !job.IsFinished, cancellationToken).ConfigureAwait(false);
            return count < most
                ? await StartNowAsync(request, spec, cancellationToken).ConfigureAwait(false)
                : throw new RuleBrokenException(
                    nameof(JobsHttpOptions.MaxJobsPerClient), $"This client has {count} jobs, as many as it may.", StatusCodes.Status429TooManyRequests);
        }
        finally
        {
            turn.Release();
        }
    }

    private static Task<Guid> StartNowAsync(JobsRequest request, JobSpec spec, CancellationToken cancellationToken) =>
        InvalidRequestException.IfRefusedAsync(() => request.Jobs.StartAsync(spec, cancellationToken));

    private static async Task<JobStatus> DescribeAsync(JobsRequest request, Guid jobId, JobSpec spec)
    {
        try
        {
            return await request.Jobs.QueryAsync(jobId, request.Aborted).ConfigureAwait(false);
        }
        catch (JobNotFoundException)
        {
            // Ended and forgotten by now: what is known of it is that it was started.
            return new JobStatus
            {
                Id = jobId,
                Command = spec.Command,
                Arguments = spec.Arguments,
                Labels = new Dictionary<string, string>(spec.Labels) { [ReservedLabels.Owner] = request.Caller.Name },
                State = JobState.Finished,
                CreatedAt = request.Time.GetUtcNow(),
            };
        }
    }
}
