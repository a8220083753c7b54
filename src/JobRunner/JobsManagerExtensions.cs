using System.Text;
using System.Threading.Channels;
using JobRunner.Output;
using JobRunner.Output.Lines;
using JobRunner.Threading;

namespace JobRunner;

/// <summary>Conveniences over any <see cref="IJobsManager"/>.</summary>
public static class JobsManagerExtensions
{
    private const int DefaultMaxBytes = 16 * 1024 * 1024;
    private const int DefaultCapacity = 64;

    /// <summary>Starts a program and returns once it runs or is queued: <c>jobs.StartAsync("ping", "-c", "3", "127.0.0.1")</c>.</summary>
    /// <returns>The job's id, a UUID of version 4.</returns>
    /// <exception cref="ArgumentException">The command or an argument is malformed.</exception>
    /// <exception cref="JobStartException">This machine can't run it. No job is left behind.</exception>
    /// <exception cref="JobQueueFullException"><see cref="JobsManagerOptions.MaxQueuedJobs"/> wait already. No job is left behind.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    /// <param name="jobs">Where to start it.</param>
    /// <param name="command">See <see cref="JobSpec.Command"/>.</param>
    /// <param name="arguments">See <see cref="JobSpec.Arguments"/>.</param>
    public static Task<Guid> StartAsync(this IJobsManager jobs, string command, params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return jobs.StartAsync(new JobSpec(command, arguments));
    }

    /// <summary>
    /// Starts a program, waits for its end and gives what it wrote. Cancelling it stops the job, and so does whatever else ends the run early, as far as the job can
    /// be reached. Its input should not be kept open, as nothing here ends it.
    /// </summary>
    /// <returns>The final status and the text of both streams.</returns>
    /// <exception cref="ArgumentException">The spec is malformed.</exception>
    /// <exception cref="JobStartException">This machine can't run it. No job is left behind.</exception>
    /// <exception cref="JobQueueFullException"><see cref="JobsManagerOptions.MaxQueuedJobs"/> wait already. No job is left behind.</exception>
    /// <exception cref="ObjectDisposedException">The manager has been disposed.</exception>
    /// <param name="jobs">Where to run it.</param>
    /// <param name="spec">What to run.</param>
    /// <param name="maxBytes">
    /// How many bytes of each stream to give, from its beginning: 0 or more, 16 MiB by default. If the job writes more,
    /// <see cref="JobResult.Truncated"/> says so.
    /// </param>
    /// <param name="cancellationToken">Stops the job, with its own grace period or else the manager's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the job has been stopped.</exception>
    public static async Task<JobResult> RunAsync(
        this IJobsManager jobs, JobSpec spec, int maxBytes = DefaultMaxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var (jobId, end, chunks) = await jobs.StartReadAsync(spec, cancellationToken).ConfigureAwait(false);
        try
        {
            var output = new TextCollector(Encoding.UTF8, maxBytes);
            var error = new TextCollector(Encoding.UTF8, maxBytes);
            await CollectAsync(chunks, output, error).ConfigureAwait(false);
            return new JobResult
            {
                Status = await end.ConfigureAwait(false),
                StandardOutput = output.ToString(),
                StandardError = error.ToString(),
                Truncated = output.IsTruncated || error.IsTruncated,
            };
        }
        catch
        {
            // Nobody else knows the job. Whatever comes of it, if only that it is stopped or gone already: the caller is told why the run failed.
            await ((Task)jobs.StopAsync(jobId, cancellationToken: CancellationToken.None))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        finally
        {
            end.Observe();
        }
    }

    /// <summary>
    /// Copies a job's output, as <see cref="IJobsManager.ReadOutputAsync"/> gives it, to a stream. Bytes that are no longer kept are left out, and the stream
    /// does not tell where: <see cref="JobStatus.OutputStart"/> and <see cref="JobStatus.OutputComplete"/> do.
    /// </summary>
    /// <inheritdoc cref="IJobsManager.ReadOutputAsync"/>
    /// <param name="jobs">The jobs.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="destination">Where to write. It is neither flushed nor closed.</param>
    /// <param name="options">Where to begin, which streams, and whether to wait for more; null: everything, to the job's end.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task CopyOutputToAsync(
        this IJobsManager jobs,
        Guid jobId,
        Stream destination,
        OutputReadOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentNullException.ThrowIfNull(destination);
        await foreach (var chunk in jobs.ReadPassing(jobId, options, cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(chunk.Data, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Gives a job's output, as <see cref="IJobsManager.ReadOutputAsync"/> gives it, as text. A character whose bytes came in pieces is put
    /// together for each stream by itself. All of it is held in memory, however much that is: <see cref="OutputReadOptions.TailBytes"/> without
    /// <see cref="OutputReadOptions.Follow"/> bounds it. Bytes that are no longer kept are left out without a mark.
    /// </summary>
    /// <inheritdoc cref="IJobsManager.ReadOutputAsync"/>
    /// <param name="jobs">The jobs.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="options">Where to begin, which streams, and whether to wait for more; null: everything, to the job's end.</param>
    /// <param name="encoding">How the bytes are to be read; null: UTF-8, with U+FFFD for bytes that are none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<string> ReadOutputTextAsync(
        this IJobsManager jobs,
        Guid jobId,
        OutputReadOptions? options = null,
        Encoding? encoding = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var text = new StringBuilder();
        var output = new TextCollector(encoding ?? Encoding.UTF8, text);
        var error = new TextCollector(encoding ?? Encoding.UTF8, text);
        await CollectAsync(jobs.ReadPassing(jobId, options, cancellationToken), output, error).ConfigureAwait(false);
        return text.ToString();
    }

    /// <summary>
    /// Reads a job's output, as <see cref="IJobsManager.ReadOutputAsync"/> gives it, by lines: each stream's by itself, in the order in which they end.
    /// A line ends with <c>\n</c> or <c>\r\n</c>; a last piece without is a line too. Lines are held in memory whole, however long they are.
    /// </summary>
    /// <inheritdoc cref="IJobsManager.ReadOutputAsync"/>
    /// <param name="jobs">The jobs.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="options">Where to begin, which streams, and whether to wait for more; null: everything, to the job's end.</param>
    /// <param name="encoding">How the bytes are to be read; null: UTF-8, with U+FFFD for bytes that are none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static IAsyncEnumerable<OutputLine> ReadLinesAsync(
        this IJobsManager jobs,
        Guid jobId,
        OutputReadOptions? options = null,
        Encoding? encoding = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return new LineReading(jobs.ReadPassing(jobId, options, cancellationToken), encoding ?? Encoding.UTF8);
    }

    /// <summary>
    /// Reads a job's output into a channel. It completes after the last chunk, or with the exception that ended the reading: of an unknown job, say. When it is full
    /// the reading waits, which holds up nobody else. Whoever leaves early cancels; where no
    /// token was given, letting go of the channel is enough.
    /// </summary>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">The options contradict each other, or a value is out of range.</exception>
    /// <param name="jobs">The jobs.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="options">Where to begin, which streams, and whether to wait for more; null: everything, to the job's end.</param>
    /// <param name="capacity">How many chunks the channel holds, 1 or more.</param>
    /// <param name="cancellationToken">Ends the reading; the channel completes with <see cref="OperationCanceledException"/>.</param>
    public static ChannelReader<OutputChunk> SubscribeOutput(
        this IJobsManager jobs,
        Guid jobId,
        OutputReadOptions? options = null,
        int capacity = DefaultCapacity,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var channel = Channel.CreateBounded<OutputChunk>(new BoundedChannelOptions(capacity) { SingleWriter = true });
        _ = OutputSubscription.RunAsync(jobs.ReadOutputAsync(jobId, options, cancellationToken), channel.Writer, cancellationToken);
        return channel.Reader;
    }

    // Asked for at once: the manager may be disposed, or the job removed, while its output is read. In process, it may even be before.
    private static async Task<(Guid JobId, Task<JobStatus> End, IAsyncEnumerable<OutputChunk> Output)> StartReadAsync(
        this IJobsManager jobs, JobSpec spec, CancellationToken cancellationToken)
    {
        if (jobs is JobsManager here)
        {
            return await here.StartReadAsync(spec, cancellationToken).ConfigureAwait(false);
        }

        var jobId = await jobs.StartAsync(spec, cancellationToken).ConfigureAwait(false);
        return (jobId, jobs.WaitAsync(jobId, cancellationToken), jobs.ReadOutputAsync(jobId, options: null, cancellationToken));
    }

    // In process, memory that the log uses again is as good: nothing here keeps a chunk.
    internal static IAsyncEnumerable<OutputChunk> ReadPassing(
        this IJobsManager jobs, Guid jobId, OutputReadOptions? options, CancellationToken cancellationToken) =>
        jobs is JobsManager here
            ? here.ReadPassingOutputAsync(jobId, options, cancellationToken)
            : jobs.ReadOutputAsync(jobId, options, cancellationToken);

    private static async Task CollectAsync(IAsyncEnumerable<OutputChunk> chunks, TextCollector output, TextCollector error)
    {
        await foreach (var chunk in chunks.ConfigureAwait(false))
        {
            if (chunk.Skipped > 0)
            {
                // Bytes of either stream.
                output.AddGap();
                error.AddGap();
            }

            (chunk.Source == OutputSource.StandardOutput ? output : error).Add(chunk.Data.Span);
        }

        output.Flush();
        error.Flush();
    }
}
