namespace JobRunner.Cli.Streaming;

/// <summary>Passes bytes on to a job's standard input as they come. Back-pressure is the job's: nothing is read before the last piece is in its pipe.</summary>
internal sealed class InputPump(IJobsManager jobs, Stream input)
{
    // Large, because each piece may be a request; what is typed or trickles in goes on at once all the same.
    private const int BufferSize = 1024 * 1024;

    /// <summary>Until the input's end, which is the job's input's end too, or until the job doesn't want any more.</summary>
    public async Task PumpAsync(Guid jobId, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAllAsync(jobId, cancellationToken);
            await jobs.CloseInputAsync(jobId, cancellationToken);
        }
        catch (Exception e) when (e is InvalidJobStateException or JobNotFoundException)
        {
            // It has ended, or has closed its input: as in a pipeline, that is no fault of who writes.
        }
    }

    /// <summary>Until the input's end; the job's input stays open.</summary>
    /// <exception cref="InvalidJobStateException">The job takes no input.</exception>
    public async Task WriteAllAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await input.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            await jobs.WriteInputAsync(jobId, buffer.AsMemory(0, count), cancellationToken);
        }
    }
}
