namespace JobRunner.Output;

/// <summary>Reads one pipe of a job to its end, into the job's log.</summary>
internal static class OutputPump
{
    /// <summary>Reads until the pipe ends, fails or the reading is cut. Never throws.</summary>
    /// <returns>Null if the pipe ended by itself, else why the reading ended before it.</returns>
    public static async Task<string?> RunAsync(
        Stream pipe, OutputSource source, OutputLog log, TimeProvider time, CancellationToken cut)
    {
        try
        {
            await using (pipe.ConfigureAwait(false))
            {
                var buffer = new OutputBuffer();
                var read = pipe.ReadAsync(buffer.Free(), cut);
                if (read.IsCompleted)
                {
                    // A job that writes fast must not keep the thread that has started it.
                    await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                }

                int count;
                while ((count = await read.ConfigureAwait(false)) > 0)
                {
                    log.Append(source, time.GetUtcNow(), buffer.Take(count));
                    read = pipe.ReadAsync(buffer.Free(), cut);
                }

                return null;
            }
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            return $"{source} was still held open when all that could be found of the job had been killed, so it was not read to its end.";
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OutOfMemoryException)
        {
            return $"{source} could not be read to its end: {e.Message}";
        }
    }
}
