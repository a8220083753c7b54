using System.Reflection;

namespace JobRunner.Tests.Support;

/// <summary>Jobs as they are where a disk or a connection has failed: their output can't be read.</summary>
public class UnreadableOutput : DispatchProxy
{
    private IJobsManager? _jobs;

    internal static IJobsManager Of(IJobsManager jobs)
    {
        var proxy = Create<IJobsManager, UnreadableOutput>();
        ((UnreadableOutput)proxy)._jobs = jobs;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(IJobsManager.ReadOutputAsync) ? Fail() : targetMethod.Invoke(_jobs, args);

    private static async IAsyncEnumerable<OutputChunk> Fail()
    {
        await Task.FromException(new IOException("It can't be read."));
        yield break;
    }
}
