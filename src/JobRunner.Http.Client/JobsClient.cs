using System.Runtime.CompilerServices;
using JobRunner.Http.Client.Calls;
using JobRunner.Http.Client.Streaming;
using JobRunner.Http.Client.Wire;
using JobRunner.Http.Wire;
using JobRunner.Specs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JobRunner.Http.Client;

/// <summary>
/// The jobs of another machine, as if they were in process. It sees the jobs that its certificate's name has started, or all if the server lets it. Disposing it leaves the jobs alone.
/// </summary>
/// <remarks>
/// What <see cref="IJobsManager"/> promises holds, and each call may fail as calls over a network do: with <see cref="JobsConnectionException"/> when the server can't be reached, doesn't
/// accept this client, is stopping or was lost for good, and with <see cref="JobsAccessDeniedException"/> when this client may not do that. Connections that break are made again
/// (<see cref="JobsClientOptions.MaxRetries"/>): a start that is tried again starts one job, output goes on at the byte where it stopped. <see cref="ObjectDisposedException"/> means that this client
/// has been disposed, also to calls that are under way.
/// </remarks>
public sealed class JobsClient : IJobsManager, IDisposable, IAsyncDisposable
{
    private const int PageSize = 500;

    // What a server lets a client wait for at once.
    private const int LongestWait = 300;

    private readonly ServerConnection _server;
    private readonly InputTurns _inputs = new();
    private readonly int _waitSeconds;

    /// <summary>Makes a client. Nothing is sent yet.</summary>
    /// <param name="options">Which server, and how. A copy is taken.</param>
    /// <param name="logger">Where it logs; null: nowhere.</param>
    /// <param name="timeProvider">The clock for delays and timeouts; null: the system's.</param>
    /// <exception cref="ArgumentException">An option is missing or makes no sense, or a file can't be used; the message names it and says what to do.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range; the message names it.</exception>
    public JobsClient(JobsClientOptions options, ILogger<JobsClient>? logger = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var checkedOptions = options.CopyChecked();
        _server = new ServerConnection(checkedOptions, new ClientLog(logger ?? NullLogger<JobsClient>.Instance), timeProvider ?? TimeProvider.System);
        _waitSeconds = Math.Min((int)(checkedOptions.AnswerTimeout.TotalSeconds / 2), LongestWait);
    }

    private JobsAddresses At => _server.Addresses;

    /// <summary>Asks the server what it is, and who this client is to it. The server has to have called <c>MapJobsRoot()</c>.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="JobsAccessDeniedException">The server doesn't know this client's name.</exception>
    /// <exception cref="JobsConnectionException">The server can't be used; the message says why and what to do.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The client has been disposed.</exception>
    public async Task<JobsServiceInfo> GetServiceInfoAsync(CancellationToken cancellationToken = default)
    {
        var call = new Call(HttpMethod.Get, At.Root);
        var info = await _server.SendAsync(call, static (answer, token) => Answers.ReadAsync(answer, ClientJson.Default.ServiceInfo, token), cancellationToken).ConfigureAwait(false);
        return new() { Service = info.Service, Version = info.Version, Client = info.Client, Permissions = info.Permissions, Links = info.Links };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Cancelled once the request is on its way, it still waits for the answer, <see cref="JobsClientOptions.AnswerTimeout"/> at most, because there may be a job by then; if none comes, the exception
    /// says so.
    /// </remarks>
    public async Task<Guid> StartAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        JobSpecRules.Check(spec);
        _server.CheckAlive();
        return await new StartCall(_server).RunAsync(spec, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<JobStatus> QueryAsync(Guid jobId, CancellationToken cancellationToken = default) =>
        await _server.GetStatusAsync(new Call(HttpMethod.Get, At.Job(jobId)) { JobId = jobId }, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>
    /// The server is asked again from time to time, and where the connection broke. A job that ends in between and is forgotten at once, by retention or by somebody else, is a
    /// <see cref="JobNotFoundException"/>, where the manager itself gives its last status.
    /// </remarks>
    public async Task<JobStatus> WaitAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        var call = new Call(HttpMethod.Get, At.Wait(jobId, _waitSeconds)) { JobId = jobId };
        while (true)
        {
            var status = await _server.GetStatusAsync(call, cancellationToken).ConfigureAwait(false);
            if (status.IsFinished)
            {
                return status;
            }

            call = call with { MayHavePlace = true };
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Cancelled before the server has the request, the job may not be stopped. An end that takes longer than <see cref="JobsClientOptions.AnswerTimeout"/> is asked
    /// for by queries, for which the caller needs the permission <c>query</c>.
    /// </remarks>
    public async Task<JobStatus> StopAsync(Guid jobId, TimeSpan? gracePeriod = null, CancellationToken cancellationToken = default)
    {
        CallRules.CheckGracePeriod(gracePeriod);
        return await new StopCall(_server, jobId, gracePeriod).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// It is not sent again when its answer is lost: a signal may have been sent, and <see cref="JobsConnectionException"/> says that this is not known. A signal that the server's system
    /// doesn't know is <see cref="ArgumentException"/> here, and a job that it can't reach <see cref="JobsConnectionException"/>.
    /// </remarks>
    public async Task SignalAsync(Guid jobId, JobSignal signal, CancellationToken cancellationToken = default)
    {
        CallRules.CheckSignal(signal);
        var call = new Call(HttpMethod.Post, At.Job(jobId, "/signal"))
        {
            Content = JsonBytes.Of(new SignalRequest { Signal = signal }, ClientJson.Default.SignalRequest),
            JobId = jobId,
            Argument = nameof(signal),
            IsRepeatable = false,
        };
        await _server.SendAsync(call, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Where an answer was lost and the next says that there is no such job, it was removed.</remarks>
    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken = default) => new RemoveCall(_server, jobId).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobStatus> ListAsync(JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var wanted = new ListFilter(filter);
        string? cursor = null;
        do
        {
            var call = new Call(HttpMethod.Get, At.Page(wanted, PageSize, cursor)) { Argument = nameof(filter) };
            var page = await _server.SendAsync(call, static (answer, token) => Answers.ReadAsync(answer, ClientJson.Default.JobPage, token), cancellationToken).ConfigureAwait(false);
            foreach (var status in page.Jobs.Where(wanted.Matches))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return status;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// After a connection broke it goes on with what has changed. A job that ended and was forgotten meanwhile makes it end with <see cref="WatchOverrunException"/>; one that also began meanwhile is
    /// not told of at all. When the server's manager is disposed it ends with <see cref="JobsConnectionException"/>: from here that is a server that doesn't come back.
    /// </remarks>
    public IAsyncEnumerable<JobStatus> WatchAsync(JobFilter? filter = null, CancellationToken cancellationToken = default)
    {
        return WatchNowAsync(cancellationToken);

        async IAsyncEnumerable<JobStatus> WatchNowAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var status in new JobsWatch(_server, new ListFilter(filter)).WatchAsync(token).ConfigureAwait(false))
            {
                yield return status;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Over broken connections it goes on at the next byte. With <see cref="OutputReadOptions.Follow"/> false, it then goes on to what is there by that time.
    /// What the server can't read from its spool is <see cref="JobsConnectionException"/> here.
    /// </remarks>
    public IAsyncEnumerable<OutputChunk> ReadOutputAsync(Guid jobId, OutputReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new OutputReadOptions();
        CallRules.CheckReading(options);
        return ReadNowAsync(cancellationToken);

        async IAsyncEnumerable<OutputChunk> ReadNowAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var chunk in new OutputFollower(_server, jobId, options).ReadAsync(token).ConfigureAwait(false))
            {
                yield return chunk;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// It is not sent again when its connection breaks: a part may have been written. More at once than the server's <c>MaxInputBytes</c>, where that is below 512 KiB, is
    /// <see cref="ArgumentException"/>: write smaller pieces.
    /// </remarks>
    public async Task WriteInputAsync(Guid jobId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        _server.CheckAlive();
        await _inputs.RunAsync(jobId, () => new InputCall(_server, jobId).WriteAsync(data, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task CloseInputAsync(Guid jobId, CancellationToken cancellationToken = default)
    {
        _server.CheckAlive();
        await _inputs.RunAsync(jobId, () => new InputCall(_server, jobId).CloseAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes all connections. Calls that are under way end with <see cref="ObjectDisposedException"/>; the jobs go on.</summary>
    public void Dispose() => _server.Dispose();

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }
}
