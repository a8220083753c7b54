using System.ComponentModel;
using JobRunner.Launching.Linux.Cgroups;
using JobRunner.Specs;
using JobRunner.Stopping;

namespace JobRunner.Launching.Linux;

/// <summary>Starts programs by posix_spawn, each in a session and a process group of its own from its first instant.</summary>
/// <param name="cgroups">Where each job gets a cgroup of its own; null: nowhere.</param>
internal sealed class SpawnLauncher(CgroupFolder? cgroups) : IProcessLauncher
{
    private readonly ProcessSweeper _sweeper = new();

    public string Name => cgroups is null ? "posix_spawn, a session for each job" : "posix_spawn, a session and a cgroup for each job";

    public string? CgroupFolder => cgroups?.FullPath;

    public ValueTask<IJobProcess> StartAsync(ResolvedSpec spec) =>
        cgroups is null
            ? ValueTask.FromResult<IJobProcess>(Start(spec, cgroup: null))
            : new(Task.Run<IJobProcess>(() => StartInCgroup(spec, cgroups)));

    public async ValueTask DisposeAsync()
    {
        await _sweeper.DisposeAsync().ConfigureAwait(false);
        cgroups?.Dispose();
    }

    private SpawnedProcess StartInCgroup(ResolvedSpec spec, CgroupFolder cgroups)
    {
        JobCgroup? cgroup = null;
        try
        {
            cgroup = cgroups.Make($"{spec.JobId}");
            return Start(spec, cgroup);
        }
        catch (Exception e)
        {
            cgroup?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new JobStartException($"Can't start '{spec.File}' in a cgroup of its own: {e.Message}", spec.File, e);
            }

            throw;
        }
    }

    private SpawnedProcess Start(ResolvedSpec spec, JobCgroup? cgroup)
    {
        try
        {
            using var output = new Pipe();
            using var error = new Pipe();
            using var input = spec.KeepInputOpen ? new Pipe() : null;
            var child = cgroup is null ? Spawn(threshold: null) : HeldStart.Run(Spawn, cgroup.Add);
            return new SpawnedProcess(spec.JobId, child, cgroup, _sweeper, output.TakeReader(), error.TakeReader(), input?.TakeWriter());

            ChildProcess Spawn(string? threshold) => ChildProcess.Start(
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
