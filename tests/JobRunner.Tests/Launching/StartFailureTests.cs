using System.ComponentModel;
using JobRunner.Launching;
using JobRunner.Specs;
using NUnit.Framework;

namespace JobRunner.Tests.Launching;

/// <summary>Refusals of the system that are hard to bring about: the limits on processes and memory don't bind an administrator.</summary>
public sealed class StartFailureTests
{
    [TestCase(11, "limit on processes")]
    [TestCase(12, "limit on processes")]
    [TestCase(24, "ulimit -n")]
    [TestCase(26, "open for writing")]
    public void Is_explained(int error, string words)
    {
        var spec = ResolvedSpec.For(new JobSpec("/bin/true"), Guid.NewGuid(), trace: []);
        var failure = StartFailure.Explain(spec, new Win32Exception(error));
        Assert.That(failure.Message, Does.Contain("/bin/true").And.Contain(words));
        Assert.That((failure.InnerException as Win32Exception)?.NativeErrorCode, Is.EqualTo(error));
    }
}
