namespace JobRunner.Jobs;

/// <summary>The door through which jobs start. Closing it waits for those that are half-way, so that none slips by.</summary>
internal sealed class StartGate
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _isClosed;

    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <returns>False when the door is closed; otherwise <see cref="Leave"/> has to follow.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _inside++;
            }

            return !_isClosed;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0 && _isClosed)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Lets nobody in any more, and completes when nobody is inside.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            if (_inside == 0)
            {
                _empty.TrySetResult();
            }
        }

        return _empty.Task;
    }
}
