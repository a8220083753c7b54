using JobRunner.Interop;
using JobRunner.Stopping;

namespace JobRunner.Launching;

/// <summary>A job's process and all that belongs to it. Disposing it lets go of it and its pipes; it kills nothing.</summary>
internal interface IJobProcess : IDisposable
{
    /// <summary>The process's id, which may be another's once it has exited.</summary>
    int Id { get; }

    /// <summary>What it writes to descriptor 1.</summary>
    Stream StandardOutput { get; }

    /// <summary>What it writes to descriptor 2.</summary>
    Stream StandardError { get; }

    /// <summary>What it reads from descriptor 0; null where that is at end of file from the start.</summary>
    Stream? StandardInput { get; }

    /// <summary>Completes when the process has exited, whoever still holds its pipes. Never fails.</summary>
    Task<ProcessExit> Exit { get; }

    /// <summary>Which limit killed it, or a part of it; null: none. Known once <see cref="KillAsync"/> has been called.</summary>
    string? LimitFault { get; }

    /// <summary>Sends the signals, in this order, to all that belongs to the job.</summary>
    /// <exception cref="IOException">There was no way to look for them.</exception>
    /// <exception cref="PlatformNotSupportedException">The system doesn't know the signal, or not its number.</exception>
    Task SignalAsync(params IReadOnlyList<Signal> signals);

    /// <summary>Whether anything of the job is left, children that outlive it included.</summary>
    /// <exception cref="IOException">There was no way to look.</exception>
    Task<bool> IsAnyLeftAsync();

    /// <summary>Whether any of the job's processes holds its output open; yes where there is no telling.</summary>
    /// <exception cref="IOException">There was no way to look.</exception>
    Task<bool> IsOutputHeldAsync();

    /// <summary>Kills all that is left, until a look finds none or time is up.</summary>
    /// <param name="atLeisure">
    /// True for a job that has ended by itself, where hardly ever anything is left: within half a second or so.
    /// </param>
    /// <exception cref="IOException">There was no way to look.</exception>
    Task<KillReport> KillAsync(bool atLeisure);
}
