using System.Reflection;

namespace JobRunner.Http.Tests.Support;

/// <summary>The real jobs, and something that comes in between just before the first of what one of the calls lists.</summary>
public class Interposed : DispatchProxy
{
    private IJobsManager _jobs = null!;
    private string _call = null!;
    private Func<Task> _before = null!;

    public static IJobsManager Before(string call, IJobsManager jobs, Func<Task> before)
    {
        var proxy = Create<IJobsManager, Interposed>();
        var interposed = (Interposed)proxy;
        (interposed._jobs, interposed._call, interposed._before) = (jobs, call, before);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var result = targetMethod!.Invoke(_jobs, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        return targetMethod.Name == _call ? Late((IAsyncEnumerable<JobStatus>)result!) : result;
    }

    private async IAsyncEnumerable<JobStatus> Late(IAsyncEnumerable<JobStatus> jobs)
    {
        WaitBefore();
        await foreach (var job in jobs)
        {
            yield return job;
        }
    }

    // Not awaited: what the server does next must not begin before.
    private void WaitBefore() => _before().GetAwaiter().GetResult();
}
