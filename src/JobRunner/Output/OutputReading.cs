namespace JobRunner.Output;

/// <summary>A job's output to be read: each enumeration is a reader of its own, which finds the job at its first step.</summary>
/// <param name="open">Gives the log, with a reader added.</param>
/// <param name="options">What to read.</param>
/// <param name="cancellationToken">Ends each reading.</param>
internal sealed class OutputReading(Func<OutputLog> open, OutputReadOptions options, CancellationToken cancellationToken) : IAsyncEnumerable<OutputChunk>
{
    public IAsyncEnumerator<OutputChunk> GetAsyncEnumerator(CancellationToken ofEnumeration = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == ofEnumeration)
        {
            return new OutputReader(open, options, ofEnumeration);
        }

        if (!ofEnumeration.CanBeCanceled)
        {
            return new OutputReader(open, options, cancellationToken);
        }

        return ReadLinkedAsync(ofEnumeration);
    }

    private async IAsyncEnumerator<OutputChunk> ReadLinkedAsync(CancellationToken ofEnumeration)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ofEnumeration);
        var reader = new OutputReader(open, options, both.Token);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.MoveNextAsync().ConfigureAwait(false))
            {
                yield return reader.Current;
            }
        }
    }
}
