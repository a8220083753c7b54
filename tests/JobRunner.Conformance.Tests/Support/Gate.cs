namespace JobRunner.Conformance.Tests.Support;

/// <summary>A door: open at first.</summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Gate() => _opening.SetResult();

    public void Close()
    {
        lock (_lock)
        {
            if (_opening.Task.IsCompleted)
            {
                _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _opening.TrySetResult();
        }
    }

    public Task PassAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _opening.Task.WaitAsync(cancellationToken);
        }
    }
}
