using System.ComponentModel;
using JobRunner.Specs;
using JobRunner.Stopping;

namespace JobRunner.Launching.Linux;

/// <summary>Starts programs by posix_spawn, each in a session and a process group of its own from its first instant.</summary>
internal sealed class SpawnLauncher : IProcessLauncher
{
    private readonly ProcessSweeper _sweeper = new();

    public string Name => "posix_spawn, a session for each job";

    public ValueTask<IJobProcess> StartAsync(ResolvedSpec spec)
    {
        try
        {
            using var output = new Pipe();
            using var error = new Pipe();
            using var input = spec.KeepInputOpen ? new Pipe() : null;
            var child = ChildProcess.Start(
                spec.File,
                [spec.Command, .. spec.Arguments],
                spec.Environment,
                spec.WorkingDirectory,
                [input?.ReadDescriptor ?? -1, output.WriteDescriptor, error.WriteDescriptor]);
            return ValueTask.FromResult<IJobProcess>(
                new SpawnedProcess(spec.JobId, child, _sweeper, output.TakeReader(), error.TakeReader(), input?.TakeWriter()));
        }
        catch (Win32Exception e)
        {
            throw StartFailure.Explain(spec, e);
        }
    }

    public ValueTask DisposeAsync() => _sweeper.DisposeAsync();
}
