namespace JobRunner.Cli.Streaming;

/// <summary>A job's bytes, unaltered: its standard output to ours, its standard error to ours.</summary>
internal sealed class RawOutput(Surroundings surroundings)
{
    public async Task CopyAsync(IJobsManager jobs, Guid jobId, OutputReadOptions options, CancellationToken cancellationToken)
    {
        await foreach (var chunk in jobs.ReadOutputAsync(jobId, options, cancellationToken))
        {
            OutputGap.Tell(surroundings.Messages, jobId, chunk);
            var stream = chunk.Source == OutputSource.StandardOutput ? surroundings.Output : surroundings.Error;
            await stream.WriteAsync(chunk.Data, cancellationToken);
        }

        await surroundings.Output.FlushAsync(cancellationToken);
    }
}
