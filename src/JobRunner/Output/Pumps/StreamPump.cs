namespace JobRunner.Output.Pumps;

/// <summary>Reads by .NET's asynchronous reads, on any system; where they would be none, on threads of its own.</summary>
internal static class StreamPump
{
    private const int BufferSize = 4096;

    /// <inheritdoc cref="OutputPump.RunAsync"/>
    public static Task<string?[]> RunAsync(Stream output, Stream error, OutputLog log, TimeProvider time, CancellationToken cut)
    {
        var gate = new Lock();
        return Task.WhenAll(
            RunAsync(output, OutputSource.StandardOutput, log, gate, time, cut),
            RunAsync(error, OutputSource.StandardError, log, gate, time, cut));
    }

    private static async Task<string?> RunAsync(
        Stream pipe, OutputSource source, OutputLog log, Lock gate, TimeProvider time, CancellationToken cut)
    {
        try
        {
            await using (pipe.ConfigureAwait(false))
            {
                var buffer = new byte[BufferSize];
                if (OperatingSystem.IsWindows() && PipeThread.IsFor(pipe))
                {
                    await PipeThread.RunAsync(pipe, $"JobRunner {source}", buffer, Append, cut).ConfigureAwait(false);
                    return null;
                }

                // A job that writes fast must not keep the thread that has started it.
                await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                int count;
                while ((count = await pipe.ReadAsync(buffer, cut).ConfigureAwait(false)) > 0)
                {
                    Append(count);
                }

                return null;

                void Append(int count)
                {
                    lock (gate)
                    {
                        log.Append(source, time.GetUtcNow(), buffer.AsSpan(0, count));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            return OutputPump.HeldOpen(source);
        }
#pragma warning disable CA1031 // Also of a host's clock that throws: the job must end, and its Error says why it ended so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return OutputPump.Unreadable(source, e);
        }
    }
}
