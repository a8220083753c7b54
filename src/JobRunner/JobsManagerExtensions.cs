using System.Text;
using JobRunner.Output;

namespace JobRunner;

/// <summary>Conveniences over any <see cref="IJobsManager"/>.</summary>
public static class JobsManagerExtensions
{
    private const int DefaultMaxBytes = 16 * 1024 * 1024;

    /// <summary>Starts a program: <c>jobs.StartAsync("ping", "-c", "3", "127.0.0.1")</c>.</summary>
    /// <inheritdoc cref="IJobsManager.StartAsync"/>
    /// <param name="jobs">Where to start it.</param>
    /// <param name="command">See <see cref="JobSpec.Command"/>.</param>
    /// <param name="arguments">See <see cref="JobSpec.Arguments"/>.</param>
    public static Task<Guid> StartAsync(this IJobsManager jobs, string command, params IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        return jobs.StartAsync(new JobSpec(command, arguments));
    }

    /// <summary>Starts a program, waits for its end and gives what it wrote. Cancelling it stops the job.</summary>
    /// <inheritdoc cref="IJobsManager.StartAsync"/>
    /// <param name="jobs">Where to run it.</param>
    /// <param name="spec">What to run.</param>
    /// <param name="maxBytes">
    /// How many bytes of each stream to keep, from its beginning: 0 or more, 16 MiB by default. What the job writes beyond that is read and
    /// dropped, and <see cref="JobResult.Truncated"/> says so.
    /// </param>
    /// <param name="cancellationToken">Stops the job, with the manager's grace period.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and the job has been stopped.</exception>
    public static async Task<JobResult> RunAsync(
        this IJobsManager jobs, JobSpec spec, int maxBytes = DefaultMaxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var jobId = await jobs.StartAsync(spec, cancellationToken).ConfigureAwait(false);
        try
        {
            var output = new TextCollector(Encoding.UTF8, maxBytes);
            var error = new TextCollector(Encoding.UTF8, maxBytes);
            await foreach (var chunk in jobs.ReadOutputAsync(jobId, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                (chunk.Source == OutputSource.StandardOutput ? output : error).Add(chunk.Data.Span);
            }

            return new JobResult
            {
                Status = await jobs.WaitAsync(jobId, cancellationToken).ConfigureAwait(false),
                StandardOutput = output.Finish(),
                StandardError = error.Finish(),
                Truncated = output.IsTruncated || error.IsTruncated,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await jobs.StopAsync(jobId, cancellationToken: CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Copies a job's output, as <see cref="IJobsManager.ReadOutputAsync"/> gives it, to a stream.</summary>
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
        await foreach (var chunk in jobs.ReadOutputAsync(jobId, options, cancellationToken).ConfigureAwait(false))
        {
            await destination.WriteAsync(chunk.Data, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Gives a job's output, as <see cref="IJobsManager.ReadOutputAsync"/> gives it, as text. A character whose bytes came in pieces is put
    /// together for each stream by itself.
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
        await foreach (var chunk in jobs.ReadOutputAsync(jobId, options, cancellationToken).ConfigureAwait(false))
        {
            (chunk.Source == OutputSource.StandardOutput ? output : error).Add(chunk.Data.Span);
        }

        output.Finish();
        return error.Finish();
    }
}
