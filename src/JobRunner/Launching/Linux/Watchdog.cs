using System.ComponentModel;
using System.Runtime.Versioning;
using System.Text;
using JobRunner.Interop;
using JobRunner.Threading;
using JobRunner.Values;

namespace JobRunner.Launching.Linux;

/// <summary>
/// Sees to it that no job outlives a host that was killed: one shell script for the whole manager, in a session of its own, that waits for the end of
/// a pipe. Which jobs live stands in a file in memory that both hold, so that a job costs it nothing. It is started with the first job and again
/// whenever it dies.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Watchdog : IHostWatch
{
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstRestartPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestRestartPause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Action<Exception> _onFailure;
    private readonly JobRoster _roster;
    private readonly IReadOnlyList<string> _cgroups;
    private ChildProcess? _child;
    private Stream? _lifeline;
    private TimeSpan _restartPause = FirstRestartPause;
    private bool _isStarted;
    private bool _isDisposed;

    private Watchdog(JobRoster roster, IReadOnlyList<string> cgroups, Action<Exception> onFailure)
    {
        _roster = roster;
        _cgroups = cgroups;
        _onFailure = onFailure;
    }

    /// <returns>Null where there can be none.</returns>
    /// <param name="cgroups">Cgroups in which jobs may be, now or later.</param>
    /// <param name="onFailure">Told why it could not be started.</param>
    public static Watchdog? TryCreate(IReadOnlyList<string> cgroups, Action<Exception> onFailure)
    {
        if (LinuxSupport.Lack is not null)
        {
            return null;
        }

        try
        {
            return new Watchdog(JobRoster.Create(), cgroups, onFailure);
        }
        catch (IOException e)
        {
            onFailure(e);
            return null;
        }
    }

    public IHostWatchEntry Enter(Guid jobId)
    {
        Exception? failure = null;
        lock (_gate)
        {
            if (!_isStarted)
            {
                _isStarted = true;
                failure = TryStart();
            }
        }

        if (failure is not null)
        {
            _onFailure(failure);
            using (ExecutionContext.SuppressFlow())
            {
                _ = StartAgainAsync();
            }
        }

        return _roster.Enter(jobId);
    }

    public async ValueTask DisposeAsync()
    {
        ChildProcess? child;
        Stream? lifeline;
        lock (_gate)
        {
            _isDisposed = true;
            (child, lifeline) = (_child, _lifeline);
        }

        if (child is not null && lifeline is not null)
        {
            await SayFarewellAsync(lifeline).ConfigureAwait(false);
            if (!await child.Exit.IsDoneWithinAsync(FarewellPatience, TimeProvider.System).ConfigureAwait(false))
            {
                child.SignalGroup((int)Signal.Kill);
            }
        }

        _roster.Dispose();
    }

    private static async Task SayFarewellAsync(Stream lifeline)
    {
        try
        {
            await lifeline.WriteAsync("bye\n"u8.ToArray()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It has died a moment ago, and no job is left that it would be missed for.
        }

        await lifeline.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>Why it could not be started; null: it was.</returns>
    private Win32Exception? TryStart()
    {
        try
        {
            using var pipe = new Pipe();
            _child = ChildProcess.Start(
                "/bin/sh",
                ["/bin/sh", "-c", Script(), "jobrunner-watchdog", JobMarkers.JobsOf(""), .. _cgroups],
                Variables(),
                "/",
                [pipe.ReadDescriptor, -1, -1, _roster.Descriptor]);
            _lifeline = pipe.TakeWriter();
            using (ExecutionContext.SuppressFlow())
            {
                _ = RestartAfterAsync(_child, _lifeline);
            }

            return null;
        }
        catch (Win32Exception e)
        {
            return e;
        }
    }

    private async Task RestartAfterAsync(ChildProcess child, Stream lifeline)
    {
        var start = TimeProvider.System.GetTimestamp();
        var exit = await child.Exit.ConfigureAwait(false);
        child.Dispose();
        await lifeline.DisposeAsync().ConfigureAwait(false);
        var age = TimeProvider.System.GetElapsedTime(start);
        if (age > LongestRestartPause)
        {
            _restartPause = FirstRestartPause;
        }
        else if (!Volatile.Read(ref _isDisposed))
        {
            _onFailure(new IOException($"It ended after {age.TotalSeconds:F3} s with exit code {exit.ExitCode}."));
        }

        await StartAgainAsync().ConfigureAwait(false);
    }

    private async Task StartAgainAsync()
    {
        Win32Exception? failure;
        do
        {
            await Task.Delay(_restartPause, TimeProvider.System).ConfigureAwait(false);
            _restartPause = _restartPause * 2 < LongestRestartPause ? _restartPause * 2 : LongestRestartPause;
            lock (_gate)
            {
                failure = _isDisposed ? null : TryStart();
            }

            if (failure is not null)
            {
                _onFailure(failure);
            }
        }
        while (failure is not null);
    }

    private static string Script()
    {
        using var resource = typeof(Watchdog).Assembly.GetManifestResourceStream("JobRunner.watchdog.sh")!;
        using var reader = new StreamReader(resource, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    // It is a process of the jobs around this host, if there are any, and goes with them.
    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin", ["LC_ALL"] = "C" };
        if (JobMarkers.OuterJobs is { } outerJobs)
        {
            variables.Add(JobMarkers.JobsVariable, outerJobs);
        }

        return variables;
    }
}
