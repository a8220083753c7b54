namespace JobRunner.Output;

/// <summary>A job's output to be read: each enumeration is a reader of its own, which finds the job at its first step.</summary>
/// <param name="open">Gives the log, with a reader added.</param>
/// <param name="options">What to read.</param>
/// <param name="isPassing">Whether a chunk's data is done with when the next one is asked for, so that its memory may be used again.</param>
/// <param name="cancellationToken">Ends each reading.</param>
internal sealed class OutputReading(Func<OutputLog> open, OutputReadOptions options, bool isPassing, CancellationToken cancellationToken) :
    IAsyncEnumerable<OutputChunk>
{
    public IAsyncEnumerator<OutputChunk> GetAsyncEnumerator(CancellationToken ofEnumeration = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == ofEnumeration)
        {
            return new OutputReader(open, options, isPassing, ofEnumeration);
        }

        if (!ofEnumeration.CanBeCanceled)
        {
            return new OutputReader(open, options, isPassing, cancellationToken);
        }

        return ReadLinkedAsync(ofEnumeration);
    }

    private async IAsyncEnumerator<OutputChunk> ReadLinkedAsync(CancellationToken ofEnumeration)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ofEnumeration);
        var reader = new OutputReader(open, options, isPassing, both.Token);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.MoveNextAsync().ConfigureAwait(false))
            {
                yield return reader.Current;
            }
        }
    }
}
