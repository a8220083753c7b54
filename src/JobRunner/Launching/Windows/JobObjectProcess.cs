using System.ComponentModel;
using System.Runtime.Versioning;
using JobRunner.Interop;
using JobRunner.Launching.AnySystem;
using JobRunner.Stopping;

namespace JobRunner.Launching.Windows;

/// <summary>A process that CliWrap started, and the job object that holds it and all that it starts.</summary>
[SupportedOSPlatform("windows")]
internal sealed class JobObjectProcess : IJobProcess
{
    // As a shell tells of SIGKILL.
    private const int KilledExitCode = 128 + (int)Signal.Kill;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    private readonly CliWrapChild _child;
    private readonly JobObject _jobObject;
    private readonly bool _hasOwnGroup;
    private readonly Lock _gate = new();
    private Task<KillReport> _kill = Task.FromResult(new KillReport(FoundAny: false, []));
    private volatile bool _isKilled;
    private bool _isDisposed;

    /// <param name="child">The process.</param>
    /// <param name="jobObject">What holds it; disposed with this.</param>
    /// <param name="hasOwnGroup">Whether it leads a process group, and so can be asked to end.</param>
    public JobObjectProcess(CliWrapChild child, JobObject jobObject, bool hasOwnGroup)
    {
        _child = child;
        _jobObject = jobObject;
        _hasOwnGroup = hasOwnGroup;
        Exit = ObserveExitAsync();
    }

    public int Id => _child.Id;

    public Stream StandardOutput => _child.StandardOutput;

    public Stream StandardError => _child.StandardError;

    public Stream? StandardInput => _child.StandardInput;

    public Task<ProcessExit> Exit { get; }

    public string? LimitFault => null;

    public async Task SignalAsync(params IReadOnlyList<Signal> signals)
    {
        foreach (var signal in signals)
        {
            switch (signal)
            {
                case Signal.Kill:
                    await KillAsync(atLeisure: false).ConfigureAwait(false);
                    break;
                case Signal.Interrupt or Signal.Quit or Signal.Terminate:
                    Ask();
                    break;
                case Signal.Continue:
                    break; // Nothing was ever paused.
                default:
                    throw new PlatformNotSupportedException(
                        $"Windows has no signal {(int)signal}. SIGTERM, SIGINT and SIGQUIT are Ctrl+Break there, SIGKILL ends the job, and SIGCONT does nothing.");
            }
        }
    }

    public Task<bool> IsOutputHeldAsync() => Task.FromResult(true);

    public Task<bool> IsAnyLeftAsync()
    {
        try
        {
            return Task.FromResult(FindLeft().Count > 0);
        }
        catch (IOException e)
        {
            return Task.FromException<bool>(e);
        }
    }

    public Task<KillReport> KillAsync(bool atLeisure)
    {
        lock (_gate)
        {
            // Who is late comes after the end of all.
            return _isDisposed ? _kill : _kill = KillNowAsync();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        _child.Dispose();
        _ = CloseAsync();
    }

    // A kill that is under way goes on when the job has finished.
    private async Task CloseAsync()
    {
        await ((Task)_kill).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _jobObject.Dispose();
    }

    /// <exception cref="IOException">There was no way to.</exception>
    private void Ask()
    {
        lock (_gate)
        {
            // Until then the process's handle is held, and its id, which is the group's, can't be another's.
            if (_isDisposed)
            {
                return;
            }

            if (!_hasOwnGroup)
            {
                throw new IOException(
                    $"A job without a process group of its own can't be asked to end: {nameof(JobsManagerOptions)}.{nameof(JobsManagerOptions.Isolation)} is None.");
            }

            ConsoleBreak.Send(Id);
        }
    }

    private async Task<KillReport> KillNowAsync()
    {
        var left = FindLeft();
        if (left.Count == 0)
        {
            return new KillReport(FoundAny: false, []);
        }

        _isKilled = true;
        Terminate();
        var begin = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause;
            (left = FindLeft()).Count > 0 && TimeProvider.System.GetElapsedTime(begin) < Patience;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await Task.Delay(pause, TimeProvider.System).ConfigureAwait(false);
        }

        return new KillReport(FoundAny: true, [.. left.Select(id => new ProcessIdentity(id, 0, "in the job object"))]);
    }

    private void Terminate()
    {
        try
        {
            _jobObject.Terminate(KilledExitCode);
        }
        catch (Win32Exception e)
        {
            throw new IOException(e.Message, e);
        }
    }

    // Its own process may be listed for a moment longer than it lives.
    private HashSet<int> FindLeft()
    {
        try
        {
            var left = _jobObject.FindProcesses();
            if (_child.HasExited)
            {
                left.Remove(Id);
            }

            return left;
        }
        catch (Win32Exception e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private async Task<ProcessExit> ObserveExitAsync()
    {
        var exit = await _child.Exit.ConfigureAwait(false);
        return _isKilled && exit.ExitCode == KilledExitCode ? exit with { Signal = (int)Signal.Kill } : exit;
    }
}
