using System.Diagnostics.CodeAnalysis;
using JobRunner.Interop;
using JobRunner.Launching;
using JobRunner.Output.Pumps;
using JobRunner.Threading;

namespace JobRunner.Jobs;

/// <summary>A job's running program: the order in which things happen until all of it has ended.</summary>
internal sealed class JobRun : IDisposable
{
    // After SIGKILL: what the kernel needs, by the system's clock.
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TablePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(2);

    // Between two looks whether a stopping job has left anything.
    private static readonly TimeSpan FirstProbePause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestProbePause = TimeSpan.FromMilliseconds(100);

    private readonly Job _job;
    private readonly TimeSpan? _timeout;
    private readonly IJobProcess _process;
    private readonly IHostWatchEntry? _watch;
    private readonly StopDeadline _stop;
    private readonly JobServices _services;
    private readonly CancellationTokenSource _cutOutput = new();

    public JobRun(Job job, TimeSpan? timeout, IJobProcess process, IHostWatchEntry? watch, StopDeadline stop, JobServices services)
    {
        _job = job;
        _timeout = timeout;
        _process = process;
        _watch = watch;
        _stop = stop;
        _services = services;
    }

    private TimeSpan DrainPeriod => _services.Options.OutputDrainPeriod;

    /// <summary>Sends a signal to all of the job.</summary>
    public Task SignalAsync(Signal signal) => _process.SignalAsync(signal);

    /// <summary>Lives the job's life from the running process to the finished job.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A job must end, whatever happens.")]
    public async Task RunAsync()
    {
        var exit = RecordExitAsync();
        var output = OutputPump.RunAsync(_process.StandardOutput, _process.StandardError, _job.Output, _services.Time, _cutOutput.Token);
        try
        {
            using var timeout = _timeout is { } time ? _services.Time.CreateTimer(_ => _job.TimeOut(), null, time, Timeout.InfiniteTimeSpan) : null;
            await LiveAsync(exit, output).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _services.Log.Failed(_job.Id, e);
            var (_, killFault) = await KillAsync(atLeisure: false).ConfigureAwait(false);
            await CutAsync(output).ConfigureAwait(false);
            Finish($"JobRunner lost hold of the job: {e.Message}", killFault);
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Kills it instead: it could not become a job.</summary>
    public async Task AbandonAsync()
    {
        await KillAsync(atLeisure: false).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _process.Dispose();
        _watch?.Dispose();
        _stop.Dispose();
        _cutOutput.Dispose();
    }

    private async Task LiveAsync(Task exit, Task<string?[]> output)
    {
        await Task.WhenAny(exit, _stop.Requested).ConfigureAwait(false);
        if (exit.IsCompleted && await DrainAsync(output).ConfigureAwait(false))
        {
            // Asked for before the job is seen to be finished: the sweeper serves all that came before its end.
            var leftovers = KillAsync(atLeisure: true);
            Finish(FaultsOf(await output.ConfigureAwait(false)), killFault: null);

            // Its descriptors are not kept for that: each start has to close them all in the child.
            _process.Dispose();

            // Nor is its group, whose id may be another's as soon as nobody is in it.
            _watch?.SetGroup(0);
            if ((await leftovers.ConfigureAwait(false)).Fault is { } fault)
            {
                _services.Log.LeftBehind(_job.Id, fault);
            }

            return;
        }

        var isStopped = _stop.Requested.IsCompleted;
        if (isStopped)
        {
            await EndWithGraceAsync(exit).ConfigureAwait(false);
        }

        var (foundAny, killFault) = await KillAsync(atLeisure: false).ConfigureAwait(false);
        await exit.IsDoneWithinAsync(ExitPatience, TimeProvider.System).ConfigureAwait(false);
        if (!await output.IsDoneWithinAsync(PipePatience, TimeProvider.System).ConfigureAwait(false))
        {
            await CutAsync(output).ConfigureAwait(false);
        }

        var outputFaults = output.IsCompleted ? await output.ConfigureAwait(false) : [NotStored()];
        Finish(FaultsOf([.. outputFaults, foundAny && !isStopped ? HeldOpen() : null]), killFault);
    }

    private async Task RecordExitAsync()
    {
        var exit = await _process.Exit.ConfigureAwait(false);
        _job.RecordExit(exit);
    }

    /// <summary>The process has exited: lets its output end by itself.</summary>
    /// <returns>Whether it did, before the drain period was over or a stop was asked for.</returns>
    private async Task<bool> DrainAsync(Task output)
    {
        if (!output.IsCompleted)
        {
            var end = Task.WhenAny(output, _stop.Requested);
            if (!await end.IsDoneWithinAsync(DrainPeriod, _services.Time).ConfigureAwait(false) && !await IsHeldAsync().ConfigureAwait(false))
            {
                // Nothing of the job holds it: it is the host that had no time to read what is left, or a process that is just being started, which has
                // copies of the host's descriptors until it executes its program.
                await end.IsDoneWithinAsync(PipePatience, TimeProvider.System).ConfigureAwait(false);
            }
        }

        return output.IsCompleted;
    }

    private async Task<bool> IsHeldAsync()
    {
        try
        {
            return OutputPump.AreHeld(_process.StandardOutput, _process.StandardError)
                && await _process.IsOutputHeldAsync().WaitAsync(TablePatience, TimeProvider.System).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            return true;
        }
    }

    /// <summary>Asks all of the job to end, and waits until nothing is left of it or the deadline has come.</summary>
    private async Task EndWithGraceAsync(Task exit)
    {
        if (_stop.Reached.IsCompleted)
        {
            return;
        }

        try
        {
            // A process in SIGSTOP heeds SIGTERM only when it goes on.
            await BeforeDeadlineAsync(_process.SignalAsync(Signal.Terminate, Signal.Continue)).ConfigureAwait(false);
            await Task.WhenAny(exit, _stop.Reached).ConfigureAwait(false);

            // What the process leaves behind has the rest of the grace period. Nothing tells when it is gone but to look.
            for (var pause = FirstProbePause; !_stop.Reached.IsCompleted; pause = pause * 2 < LongestProbePause ? pause * 2 : LongestProbePause)
            {
                var isAnyLeft = _process.IsAnyLeftAsync();
                if (await BeforeDeadlineAsync(isAnyLeft).ConfigureAwait(false) && !await isAnyLeft.ConfigureAwait(false))
                {
                    return;
                }

                await _stop.Reached.IsDoneWithinAsync(pause, TimeProvider.System).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            _services.Log.NotAsked(_job.Id, e.Message);
        }
    }

    /// <summary>Waits for an answer about the job's processes, which a machine in trouble may owe for long, until the deadline.</summary>
    /// <returns>Whether it came.</returns>
    private async ValueTask<bool> BeforeDeadlineAsync(Task answer)
    {
        answer.Observe();
        await Task.WhenAny(answer, _stop.Reached).WaitAsync(TablePatience, TimeProvider.System).ConfigureAwait(false);
        if (answer.IsCompleted)
        {
            await answer.ConfigureAwait(false);
        }

        return answer.IsCompleted;
    }

    /// <returns>Whether anything was left, and what is wrong if something still is.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "It is told in the job's Error.")]
    private async Task<(bool FoundAny, string? Fault)> KillAsync(bool atLeisure)
    {
        try
        {
            var report = await _process.KillAsync(atLeisure).WaitAsync(TablePatience, TimeProvider.System).ConfigureAwait(false);
            var fault = report.Survivors.Count == 0 ? null : $"Could not be killed: {string.Join(", ", report.Survivors)}.";
            return (report.FoundAny, fault);
        }
        catch (Exception e)
        {
            return (true, $"What the job left behind could not be looked for: {e.Message}");
        }
    }

    // A disk that hangs keeps the one who reads: then the job ends without him.
    private async Task CutAsync(Task output)
    {
        await _cutOutput.CancelAsync().ConfigureAwait(false);
        await output.IsDoneWithinAsync(PipePatience, TimeProvider.System).ConfigureAwait(false);
    }

    private string NotStored() =>
        $"What it had written last could not be stored within {PipePatience.TotalSeconds} s of its end: the disk of '{_services.Options.SpoolDirectory}' does not answer.";

    private string HeldOpen() =>
        $"A process that the job left behind held its output open for longer than the drain period ({DrainPeriod.TotalSeconds} s) and "
        + "was killed. Let it close its output, or wait for it before the job's own process exits.";

    private static string? FaultsOf(params IEnumerable<string?> faults)
    {
        var text = string.Join(' ', faults.Where(fault => fault is not null));
        return text.Length == 0 ? null : text;
    }

    private void Finish(string? outputFault, string? killFault) => _job.Finish(
        outputComplete: outputFault is null && _job.Output.Fault is null,
        FaultsOf(_process.LimitFault, outputFault, _job.Output.Fault, killFault));
}
