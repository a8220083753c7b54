using JobRunner.Http.Wire;
using JobRunner.Values;
using Microsoft.AspNetCore.Http;

namespace JobRunner.Http.Access;

/// <summary>A request of a caller who is known and may make it.</summary>
internal sealed class JobsRequest(HttpContext context, IJobsManager jobs, Policy policy, Followers followers, Audit audit, TimeProvider time, string? permission)
{
    private readonly bool _sawAll = policy.Allows(Caller.Of(context).Name, JobsPermissions.AllJobs);
    private StreamLease? _lease;
    private bool _isDone;

    public HttpContext Context => context;

    public HttpRequest Http => context.Request;

    public IJobsManager Jobs => jobs;

    public TimeProvider Time => time;

    /// <summary>Those in force now: others may be before the request is over.</summary>
    public JobsHttpOptions Options => policy.Current;

    public Caller Caller { get; } = Caller.Of(context);

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>The job that it is about; null: none, or not yet.</summary>
    public Guid? JobId { get; set; } = IdOf(context);

    /// <summary>Which jobs are the caller's own.</summary>
    public JobFilter Own => new() { Labels = new Dictionary<string, string> { [ReservedLabels.Owner] = Caller.Name } };

    /// <summary>Why what it follows has ended under way, if it has.</summary>
    public Exception? Loss => _lease?.Loss;

    private bool MaySeeAll => policy.Allows(Caller.Name, JobsPermissions.AllJobs);

    /// <summary>The id in the route, in the one form that ids have here, so that a job has one name in the log; null: there is none.</summary>
    public static Guid? IdOf(HttpContext context) =>
        Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id) ? id : null;

    /// <summary>Reads the whole body, in JSON.</summary>
    /// <exception cref="InvalidRequestException">It is not said to be JSON, or can't be read.</exception>
    /// <exception cref="RuleBrokenException">It is too large.</exception>
    /// <exception cref="RightLostException">The caller may no longer make the request: a body takes as long as its sender likes.</exception>
    public async Task<byte[]> ReadBodyAsync()
    {
        var body = await RequestBody.ReadAsync(Http, Options.MaxRequestBytes).ConfigureAwait(false);
        var isProven = Caller.Connection.TimeLeft() > TimeSpan.Zero;
        return isProven && policy.Allows(Caller.Name, permission!) ? body : throw new RightLostException(isCertificate: !isProven);
    }

    /// <summary>Gives the status of the job in the route, if it is the caller's.</summary>
    /// <exception cref="JobNotFoundException">It isn't, or there is no such job: to the caller that is the same.</exception>
    public async ValueTask<JobStatus> FindJobAsync()
    {
        var status = await jobs.QueryAsync(JobId ?? Guid.NewGuid(), Aborted).ConfigureAwait(false);

        // A job that isn't there is asked for instead, so that not finding it takes its time.
        return MaySee(status) ? status : await jobs.QueryAsync(Guid.NewGuid(), Aborted).ConfigureAwait(false);
    }

    /// <summary>Which jobs the caller sees: its own, or all.</summary>
    public JobFilter Restrict(JobFilter filter) => MaySeeAll
        ? filter
        : filter with { Labels = new Dictionary<string, string>(filter.Labels ?? new Dictionary<string, string>()) { [ReservedLabels.Owner] = Caller.Name } };

    /// <summary>Lets the caller follow a job, or the list, as long as it may.</summary>
    /// <param name="job">The job; null: the list.</param>
    /// <param name="isCounted">Whether it counts as a follower: not what is over soon.</param>
    /// <exception cref="RuleBrokenException">It follows as much as it may.</exception>
    public StreamLease Follow(JobStatus? job, bool isCounted = true) => _lease = followers.Open(
        context, Caller, () => policy.Allows(Caller.Name, permission!) && (job is null ? _sawAll == MaySeeAll : MaySee(job)), isCounted);

    /// <summary>Notes that it was answered, or that its stream has begun; once.</summary>
    public void Done(int status, string? rule = null)
    {
        if (!_isDone)
        {
            _isDone = true;
            audit.Done(context, JobId, status, rule);
        }
    }

    private bool MaySee(JobStatus job) => (job.Labels.TryGetValue(ReservedLabels.Owner, out var owner) && owner == Caller.Name) || MaySeeAll;
}
