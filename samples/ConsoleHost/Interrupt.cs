using System.Runtime.InteropServices;

namespace JobRunner.Samples.ConsoleHost;

/// <summary>Counts Ctrl+C and its like, instead of ending the program by them.</summary>
internal sealed class Interrupt
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task First => _first.Task;

    public Task Second => _second.Task;

    public void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!_first.TrySetResult())
        {
            _second.TrySetResult();
        }
    }
}
