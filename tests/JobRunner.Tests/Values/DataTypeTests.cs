using NUnit.Framework;

namespace JobRunner.Tests.Values;

/// <summary>The records that cross the interface: copied, never null, compared by content, silent about secrets.</summary>
public sealed class DataTypeTests
{
    private static JobSpec Spec => new("cmd", "secret-a", "b")
    {
        Environment = new Dictionary<string, string?> { ["K"] = "secret-v", ["L"] = null },
        Labels = new Dictionary<string, string> { ["x"] = "secret-l" },
    };

    private static JobStatus Status => new()
    {
        Id = Guid.Empty,
        Command = "cmd",
        Arguments = ["secret-a"],
        Labels = new Dictionary<string, string> { ["x"] = "secret-l" },
        State = JobState.Running,
        CreatedAt = default,
    };

    [Test]
    public void Equal_content_is_equal()
    {
        var reordered = Spec with { Environment = new Dictionary<string, string?> { ["L"] = null, ["K"] = "secret-v" } };
        using (Assert.EnterMultipleScope())
        {
            Assert.That(reordered, Is.EqualTo(Spec));
            Assert.That(reordered.GetHashCode(), Is.EqualTo(Spec.GetHashCode()));
            Assert.That(Spec with { Arguments = ["b", "secret-a"] }, Is.Not.EqualTo(Spec));
            Assert.That(Spec with { Labels = new Dictionary<string, string> { ["x"] = "other" } }, Is.Not.EqualTo(Spec));
            Assert.That(Status with { Arguments = [.. Status.Arguments] }, Is.EqualTo(Status));
            Assert.That(Status with { Arguments = [] }, Is.Not.EqualTo(Status));
            Assert.That(new JobFilter { Labels = Status.Labels }, Is.EqualTo(new JobFilter { Labels = Spec.Labels }));
        }
    }

    [Test]
    public void A_line_that_nobody_made_has_no_text_but_no_null() => Assert.That(default(OutputLine).Text, Is.Empty);

    [Test]
    public void Collections_are_copied()
    {
        var arguments = new List<string> { "a" };
        var labels = new Dictionary<string, string> { ["a"] = "1" };
        var spec = new JobSpec("cmd", arguments) { Labels = labels };
        arguments.Add("b");
        labels["b"] = "2";
        Assert.That(spec.Arguments, Is.EqualTo(new[] { "a" }));
        Assert.That(spec.Labels, Has.Count.EqualTo(1));
    }

    [Test]
    public void Dictionaries_can_be_read_in_every_way()
    {
        var environment = Spec.Environment;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(environment.Keys, Is.EquivalentTo(new[] { "K", "L" }));
            Assert.That(environment.Values, Is.EquivalentTo(new[] { "secret-v", null }));
            Assert.That(environment["K"], Is.EqualTo("secret-v"));
            Assert.That(environment.ContainsKey("L"), Is.True);
            Assert.That(environment.ContainsKey("k"), Is.False, "case counts");
            Assert.That(() => environment["M"], Throws.TypeOf<KeyNotFoundException>());
        }
    }

    [Test]
    public void Collections_are_never_null()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(new JobSpec { Command = "x" }.Arguments, Is.Empty);
            Assert.That(new JobSpec("x").Environment, Is.Empty);
            Assert.That(new JobSpec("x").Labels, Is.Empty);
            Assert.That(() => new JobSpec("x") { Arguments = null! }, Throws.ArgumentNullException);
            Assert.That(() => new JobSpec("x") { Environment = null! }, Throws.ArgumentNullException);
            Assert.That(() => Status with { Labels = null! }, Throws.ArgumentNullException);
        }
    }

    [Test]
    public void ToString_tells_no_secret()
    {
        foreach (var value in new object[] { Spec, Status, new JobFilter { Labels = Spec.Labels } })
        {
            Assert.That(value.ToString(), Does.Not.Contain("secret"));
        }

        Assert.That(Spec.ToString(), Does.Contain("cmd"));
    }
}
