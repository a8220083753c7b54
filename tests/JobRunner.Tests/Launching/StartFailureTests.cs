using System.ComponentModel;
using JobRunner.Launching;
using JobRunner.Specs;
using NUnit.Framework;

namespace JobRunner.Tests.Launching;

/// <summary>Refusals of the system that are hard to bring about: the limits on processes and memory don't bind an administrator.</summary>
public sealed class StartFailureTests
{
    [TestCase(2, "does not exist", JobStartReason.CommandNotFound)]
    [TestCase(8, "neither", JobStartReason.CommandNotExecutable)]
    [TestCase(11, "limit on processes", JobStartReason.Other)]
    [TestCase(12, "limit on processes", JobStartReason.Other)]
    [TestCase(13, "may not execute", JobStartReason.CommandNotExecutable)]
    [TestCase(24, "ulimit -n", JobStartReason.Other)]
    [TestCase(26, "open for writing", JobStartReason.CommandNotExecutable)]
    public void Is_explained(int error, string words, JobStartReason reason)
    {
        var spec = ResolvedSpec.For(new JobSpec("/bin/true"), Guid.NewGuid(), trace: []);
        var failure = StartFailure.Explain(spec, new Win32Exception(error));
        Assert.That(failure.Message, Does.Contain("/bin/true").And.Contain(words));
        Assert.That(failure.Reason, Is.EqualTo(reason));
        Assert.That((failure.InnerException as Win32Exception)?.NativeErrorCode, Is.EqualTo(error));
    }
}
