namespace JobRunner.Http.Client.Calls;

/// <summary>What ends a try: its caller, the client's end, or that nothing comes for too long.</summary>
internal sealed class AttemptLimits : IDisposable
{
    private readonly CancellationToken _caller;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _any;
    private TimeSpan _limit;

    public AttemptLimits(TimeProvider time, CancellationToken caller, CancellationToken client)
    {
        _caller = caller;
        _client = client;
        _silence = new(Timeout.InfiniteTimeSpan, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(caller, client, _silence.Token);
    }

    public CancellationToken Token => _any.Token;

    /// <summary>Something has to come within this time from now.</summary>
    public void Expect(TimeSpan limit)
    {
        _limit = limit;
        _silence.CancelAfter(limit);
    }

    /// <summary>Nothing is being waited for.</summary>
    public void Rest() => _silence.CancelAfter(Timeout.InfiniteTimeSpan);

    /// <summary>Says by what a try was ended.</summary>
    /// <returns>The same exception, if it was by none of these.</returns>
    public Exception Explain(Exception exception)
    {
        if (exception is not (OperationCanceledException or ObjectDisposedException or IOException or HttpRequestException))
        {
            return exception;
        }

        // A stream that is cancelled may say so by a fault of its own.
        return _client.IsCancellationRequested ? new ObjectDisposedException(nameof(JobsClient), exception)
            : _caller.IsCancellationRequested ? new OperationCanceledException("The call was cancelled.", exception, _caller)
            : _silence.IsCancellationRequested ? new TimeoutException($"Nothing came for {_limit.TotalSeconds:0.#} s.", exception)
            : exception;
    }

    public void Dispose()
    {
        _any.Dispose();
        _silence.Dispose();
    }
}
