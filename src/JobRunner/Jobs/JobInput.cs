namespace JobRunner.Jobs;

/// <summary>A job's standard input, to which one caller at a time writes. As long as the job is queued, they all wait.</summary>
internal sealed class JobInput(Guid jobId, bool isOpen) : IDisposable
{
    // Made for jobs that take input alone. Nobody has a turn before there is a pipe.
    private readonly SemaphoreSlim? _turn = isOpen ? new SemaphoreSlim(0) : null;
    private readonly CancellationTokenSource? _end = isOpen ? new CancellationTokenSource() : null;
    private Stream? _pipe;
    private volatile bool _isClosed = !isOpen;

    /// <summary>The job runs, and this is where it reads.</summary>
    public void Open(Stream? pipe)
    {
        _pipe = pipe;
        _turn?.Release();
    }

    /// <exception cref="InvalidJobStateException">It is closed.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> data, Func<JobState> state, CancellationToken cancellationToken)
    {
        if (_turn is null || _end is null)
        {
            throw Closed(state());
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        var hasTurn = false;
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            hasTurn = true;
            if (_isClosed)
            {
                throw Closed(state());
            }

            await _pipe!.WriteAsync(data, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            // What was heeded was a token of this method's own.
            throw cancellationToken.IsCancellationRequested ? new OperationCanceledException(e.Message, e, cancellationToken) : Closed(state());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The job has closed its end, or exited.
            ClosePipe();
            throw Closed(state());
        }
        finally
        {
            if (hasTurn)
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Ends it once what is being written has been written.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_isClosed || _turn is null || _end is null)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            return; // The job has finished.
        }

        ClosePipe();
        _turn.Release();
    }

    /// <summary>Ends it at once: the job has finished. Who still writes is told.</summary>
    public void Dispose()
    {
        _end?.Cancel();
        ClosePipe();
    }

    private void ClosePipe()
    {
        _isClosed = true;
        _pipe?.Dispose();
    }

    private InvalidJobStateException Closed(JobState state) => new(
        state == JobState.Finished
            ? $"Job {jobId} has finished, so that nothing can be written to it."
            : $"The input of job {jobId} is closed. It takes input if its spec says KeepInputOpen, until it or CloseInputAsync closes it.",
        jobId,
        state);
}
