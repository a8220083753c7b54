using System.Runtime.InteropServices;

namespace JobRunner.Cli.Interruption;

/// <summary>Counts Ctrl+C and its like while it lives, instead of dying of them; of a fourth we die, whatever we wait for.</summary>
internal sealed class Interrupts : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly TaskCompletionSource[] _counts = [.. Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupts() => _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    /// <summary>Completes with the first, second or third of them.</summary>
    public Task WhenCountIs(int count) => _counts[count - 1].Task;

    /// <summary>Counts one more.</summary>
    /// <returns>Whether there was one to count.</returns>
    public bool Count() => _counts.Any(count => count.TrySetResult());

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Handle(PosixSignalContext context) => context.Cancel = Count();
}
