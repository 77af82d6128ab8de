using AndroidZen.TestKit;
using k8s;
using k8s.Models;

namespace AndroidZen.Deploy.Tests;

public class KubernetesTests
{
    public static TheoryData<string> Manifests => [.. Files.Manifests];

    public static TheoryData<string> Deployments => ["silo", "webhost"];

    private readonly V1Deployment[] _deployments = [Files.Manifest<V1Deployment>("silo"), Files.Manifest<V1Deployment>("webhost")];

    [Theory, MemberData(nameof(Manifests))]
    public void Manifest_EveryObject_HasOnlyFieldsThatKubernetesKnows(string path)
    {
        foreach (var item in Files.ReadManifest(path).Cast<IKubernetesObject<V1ObjectMeta>>())
        {
            Assert.NotEmpty(item.Metadata.Name);
        }
    }

    [Fact]
    public void Kustomization_NamesEveryManifestButExamples()
    {
        var kustomization = Files.ReadYaml("deploy/kubernetes/kustomization.yaml");
        var there = Directory.GetFiles(Path.Combine(Repository.Root, "deploy/kubernetes"), "*.yaml").Select(Path.GetFileName);

        Assert.Equal(
            there.Except(["kustomization.yaml", "secret.example.yaml"]).Order(),
            kustomization["resources"]!.AsArray().Select(resource => (string?)resource).Order());
    }

    [Fact]
    public void Kustomization_GivesEachImageTheVersion()
    {
        var images = Files.ReadYaml("deploy/kubernetes/kustomization.yaml")["images"]!.AsArray();

        Assert.Equal(_deployments.Select(deployment => Container(deployment).Image).Order(), images.Select(image => (string?)image!["name"]).Order());
        Assert.All(images, image => Assert.Equal((Files.Version, $"ghcr.io/androidzen/{image!["name"]}"), ((string?)image["newTag"], (string?)image["newName"])));
        Assert.EndsWith($"androidzen-silo:{Files.Version}", Files.Manifest<V1Job>("schema").Spec.Template.Spec.Containers.Single().Image);
    }

    [Theory, MemberData(nameof(Deployments))]
    public void Probes_AskTheManagementPort(string name)
    {
        var container = Container(Deployment(name));
        var managementPort = Files.Manifest<V1ConfigMap>("androidzen-settings").Data["Management__Port"];

        Assert.Equal(managementPort, container.Ports.Single(port => port.Name == "management").ContainerPort.ToString());
        Assert.Equal(("/health/startup", "management"), Address(container.StartupProbe));
        Assert.Equal(("/health/ready", "management"), Address(container.ReadinessProbe));
        Assert.Equal(("/health/live", "management"), Address(container.LivenessProbe));
    }

    [Fact]
    public void Grace_OfSilo_IsLongerThanItTakesToStop() =>
        Assert.True(Grace(Deployment("silo")) >= Patience.OfSilo + Patience.Margin);

    [Fact]
    public void Grace_OfWebHost_IsLongerThanItTakesToDrainAndStop()
    {
        var spec = Deployment("webhost").Spec.Template.Spec;
        var preStop = TimeSpan.FromSeconds(spec.Containers.Single().Lifecycle.PreStop.Sleep.Seconds);

        Assert.True(Grace(Deployment("webhost")) >= preStop + Patience.OfWebHost(readinessDelay: TimeSpan.Zero) + Patience.Margin);
    }

    [Fact]
    public void Containers_HaveNoRightsThatTheyDoNotNeed()
    {
        foreach (var spec in _deployments.Select(deployment => deployment.Spec.Template.Spec).Append(Files.Manifest<V1Job>("schema").Spec.Template.Spec))
        {
            Assert.True(spec.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", spec.SecurityContext.SeccompProfile.Type);
            var container = spec.Containers.Single();
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.NotNull(container.Resources.Limits["memory"]);
        }
    }

    [Fact]
    public void Secrets_AreFiles_AndTheExampleHasNone()
    {
        var folder = Files.Manifest<V1ConfigMap>("androidzen-settings").Data["Secrets__Folder"];
        foreach (var deployment in _deployments)
        {
            var container = Container(deployment);
            Assert.DoesNotContain(container.Env ?? [], variable => variable.ValueFrom?.SecretKeyRef is not null);
            Assert.DoesNotContain(container.EnvFrom ?? [], source => source.SecretRef is not null);
            Assert.Contains(container.VolumeMounts, mount => mount.Name == "secrets" && mount.MountPath == folder && mount.ReadOnlyProperty == true);
        }

        Assert.All(Files.Manifest<V1Secret>("androidzen-secrets").StringData.Values, value => Assert.StartsWith("<", value));
        Assert.DoesNotContain("Auth__SigningKey", Deployment("silo").Spec.Template.Spec.Volumes.Single(volume => volume.Name == "secrets").Secret.Items.Select(item => item.Key));
    }

    [Theory, MemberData(nameof(Deployments))]
    public void Selectors_FindThePods(string name)
    {
        var deployment = Deployment(name);
        var labels = deployment.Spec.Template.Metadata.Labels;

        Assert.Subset(labels.ToHashSet(), deployment.Spec.Selector.MatchLabels.ToHashSet());
        Assert.Subset(labels.ToHashSet(), Files.Manifest<V1PodDisruptionBudget>(name).Spec.Selector.MatchLabels.ToHashSet());
        Assert.All(deployment.Spec.Template.Spec.TopologySpreadConstraints, constraint => Assert.Subset(labels.ToHashSet(), constraint.LabelSelector.MatchLabels.ToHashSet()));
        var scaler = Files.Manifest<V2HorizontalPodAutoscaler>(name).Spec;
        Assert.Equal(("Deployment", name, deployment.Spec.Replicas), (scaler.ScaleTargetRef.Kind, scaler.ScaleTargetRef.Name, scaler.MinReplicas));
        Assert.Equal(deployment.Spec.Template.Spec.ServiceAccountName, Files.Manifest<V1ServiceAccount>(name).Metadata.Name);
    }

    [Fact]
    public void Service_LeadsToTheWebPortAlone()
    {
        var service = Files.Manifest<V1Service>("webhost").Spec;
        var labels = Deployment("webhost").Spec.Template.Metadata.Labels;

        Assert.Subset(labels.ToHashSet(), service.Selector.ToHashSet());
        Assert.Equal(["http"], service.Ports.Select(port => port.TargetPort.Value));
    }

    [Fact]
    public void NetworkPolicies_NamePortsThatThePodsHave()
    {
        foreach (var policy in Files.ReadManifest("deploy/kubernetes/network-policies.yaml").Cast<V1NetworkPolicy>().Where(policy => policy.Spec.Ingress is not null))
        {
            var selected = _deployments.Where(deployment => policy.Spec.PodSelector.MatchLabels.ToHashSet().IsSubsetOf(deployment.Spec.Template.Metadata.Labels)).ToList();
            Assert.NotEmpty(selected);
            Assert.All(selected, deployment => Assert.Subset(
                Container(deployment).Ports.Select(port => port.Name).ToHashSet(),
                policy.Spec.Ingress.SelectMany(rule => rule.Ports).Select(port => port.Port.Value).ToHashSet()));
        }
    }

    [Fact]
    public void OrleansLabels_AreOfSilosOnly_AndOfTheConfiguredCluster()
    {
        var settings = Files.Manifest<V1ConfigMap>("androidzen-settings").Data;
        var labels = Deployment("silo").Spec.Template.Metadata.Labels;

        Assert.Equal((settings["Orleans__ServiceId"], settings["Orleans__ClusterId"]), (labels["orleans/serviceId"], labels["orleans/clusterId"]));
        Assert.DoesNotContain(Deployment("webhost").Spec.Template.Metadata.Labels.Keys, label => label.StartsWith("orleans/", StringComparison.Ordinal));
    }

    private V1Deployment Deployment(string name) => _deployments.Single(deployment => deployment.Metadata.Name == name);

    private static V1Container Container(V1Deployment deployment) => deployment.Spec.Template.Spec.Containers.Single();

    private static TimeSpan Grace(V1Deployment deployment) => TimeSpan.FromSeconds(deployment.Spec.Template.Spec.TerminationGracePeriodSeconds!.Value);

    private static (string Path, string Port) Address(V1Probe probe) => (probe.HttpGet.Path, probe.HttpGet.Port.Value);
}
