using System.ComponentModel;
using System.Runtime.Versioning;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Specs;
using JobRunner.Stopping;

namespace JobRunner.Launching.Linux;

/// <summary>Starts programs by posix_spawn, each in a session and a process group of its own from its first instant.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SpawnLauncher(JobCgroups cgroups) : IProcessLauncher
{
    private readonly ProcessSweeper _sweeper = new();

    public string Name => cgroups.IsForAll ? "posix_spawn, a session and a cgroup for each job" : "posix_spawn, a session for each job";

    public IReadOnlyList<string> Cgroups => cgroups.Paths;

    public bool AreJobsKilledWithHost => false;

    public void Check(ResolvedSpec spec)
    {
        try
        {
            if (spec.Limits is { } limits && FindLack(limits) is { } lack)
            {
                throw new JobStartException($"Can't start '{spec.File}': {lack}", spec.File);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobStartException($"Can't start '{spec.File}': whether its limits can be enforced could not be found out: {e.Message}", spec.File, e);
        }
    }

    public async ValueTask<IJobProcess> StartAsync(ResolvedSpec spec, IHostWatchEntry? watch)
    {
        if (cgroups.IsForAll || spec.Limits is not null)
        {
            return await Task.Run(() => StartHeld(spec, watch)).ConfigureAwait(false);
        }

        var process = Start(spec, cgroup: null, prepare: null);
        try
        {
            watch?.SetGroup(process.Id);
            return process;
        }
        catch
        {
            using (process)
            {
                await process.KillAsync(atLeisure: false).ConfigureAwait(false);
            }

            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        cgroups.Dispose();
    }

    private SpawnedProcess StartHeld(ResolvedSpec spec, IHostWatchEntry? watch)
    {
        Check(spec);
        JobCgroup? cgroup = null;
        try
        {
            cgroup = cgroups.TryMake(spec);
            return Start(spec, cgroup, child =>
            {
                // If the host dies before it lets go of the child, only the watchdog can.
                watch?.SetGroup(child);
                cgroup?.Add(child);
                if (spec.Limits?.OpenFiles is { } files)
                {
                    OpenFilesLimit.Set(child, files);
                }
            });
        }
        catch (Exception e)
        {
            cgroup?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new JobStartException($"Can't start '{spec.File}' in a cgroup of its own, or with its limits: {e.Message}", spec.File, e);
            }

            throw;
        }
    }

    private string? FindLack(JobLimits limits) =>
        (HeldStart.Lack is { } lack ? $"{limits.Named} can't be enforced here: {lack}." : null)
        ?? (limits.OpenFiles is { } files ? OpenFilesLimit.FindLack(files) : null)
        ?? (limits.NeedsCgroup ? cgroups.FindLack(limits) : null);

    /// <param name="spec">What to start.</param>
    /// <param name="cgroup">Where; null: in the host's.</param>
    /// <param name="prepare">Called with the child's pid before it executes its program; null: nothing is to be prepared.</param>
    private SpawnedProcess Start(ResolvedSpec spec, JobCgroup? cgroup, Action<int>? prepare)
    {
        try
        {
            using var output = new Pipe();
            using var error = new Pipe();
            using var input = spec.KeepInputOpen ? new Pipe() : null;
            DescriptorReserve.Keep(spec);
            var child = prepare is null ? Spawn(threshold: null) : HeldStart.Run(Spawn, prepare);
            return new SpawnedProcess(spec.JobId, child, cgroup, _sweeper, output.TakeReader(), error.TakeReader(), input?.TakeWriter());

            ChildProcess Spawn(int? threshold) => ChildProcess.Start(
                spec.File,
                [spec.Command, .. spec.Arguments],
                spec.Environment,
                spec.WorkingDirectory,
                [input?.ReadDescriptor ?? -1, output.WriteDescriptor, error.WriteDescriptor],
                threshold);
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(spec, e);
        }
    }
}
